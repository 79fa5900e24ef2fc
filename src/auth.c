/*-------------------------------------------------------------------------
 *
 * auth.c
 *	  Who asks: from a user mapping to an Authorization header.
 *
 * Knows where an identity comes from and what a token may look like; must not
 * know what it is used for.  A token is looked up again for every request, so
 * that a session which renews the one in its setting needs to do no more.
 * Tokens lie in a context of their own and are wiped before their memory is
 * given back.  The options are assumed to have been checked by option.c for
 * the user whose mapping they come from.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "auth.h"
#include "handle.h"

struct JobsAuth
{
	MemoryContext context;		/* of the token alone */
	const JobsOptions *options;
	JobsHandle *token;			/* what was handed out last, or nothing */
};

static const char *look_up(const JobsOptions *options);
static const char *look_up_setting(const char *name);
static bool is_token(const char *text);
static void wipe(void *object);

JobsAuth *
jobs_auth_open(MemoryContext owner, const JobsOptions *options)
{
	JobsAuth   *auth = MemoryContextAllocZero(owner, sizeof(JobsAuth));

	auth->context = AllocSetContextCreate(owner, "jobs_fdw token",
										  ALLOCSET_SMALL_SIZES);
	auth->options = options;
	auth->token = jobs_handle_create(auth->context, wipe);
	return auth;
}

const char *
jobs_auth_token(JobsAuth *auth)
{
	const char *token = look_up(auth->options);

	jobs_handle_release(auth->token);
	if (token != NULL)
		auth->token->object = MemoryContextStrdup(auth->context, token);
	return auth->token->object;
}

bool
jobs_auth_refused(JobsAuth *auth)
{
	const char *token = look_up(auth->options);

	return token != NULL && auth->token->object != NULL &&
		strcmp(token, auth->token->object) != 0;
}

/*
 * The token to send now, in memory that others may change; NULL: none.
 */
static const char *
look_up(const JobsOptions *options)
{
	if (options->access_token != NULL)
		return options->access_token;
	if (options->access_token_setting != NULL)
		return look_up_setting(options->access_token_setting);
	if (options->auth != NULL && strcmp(options->auth, "none") == 0)
		return NULL;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
			 errmsg("user mapping for server \"%s\" holds no credentials",
					options->servername),
			 errhint("Add one of the options access_token, access_token_setting or auth to it, as in ALTER USER MAPPING FOR CURRENT_USER SERVER %s OPTIONS (ADD access_token '...').",
					 quote_identifier(options->servername))));
}

static const char *
look_up_setting(const char *name)
{
	/* a setting that this user may not read is refused by name */
	const char *token = GetConfigOption(name, true, true);

	if (token == NULL || token[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
				 errmsg("setting \"%s\" holds no access token", name),
				 errdetail("The user mapping names this setting as the source of its access token."),
				 errhint("Put a token there with SELECT set_config('%s', '...', false).",
						 name)));
	if (!is_token(token))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
				 errmsg("what setting \"%s\" holds is not an access token",
						name),
				 errdetail("An access token has neither blanks nor control characters nor anything beyond ASCII.")));
	return token;
}

/*
 * Whether a text can stand in a header after "Bearer " without becoming
 * something else there.
 */
static bool
is_token(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text >= 0x7f)
			return false;
	return true;
}

static void
wipe(void *object)
{
	explicit_bzero(object, strlen(object));
	pfree(object);
}
