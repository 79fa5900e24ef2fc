/*-------------------------------------------------------------------------
 *
 * schema.h
 *	  The messages of the API, as constant data.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_SCHEMA_H
#define EMU_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

typedef enum EmuType
{
	EMU_STRING,
	EMU_BYTES,					/* base64 */
	EMU_ENUM,
	EMU_INT32,					/* a JSON number */
	EMU_INT64,					/* a JSON string */
	EMU_DOUBLE,
	EMU_BOOL,
	EMU_TIME,					/* RFC 3339 */
	EMU_DURATION,				/* 3.5s */
	EMU_FIELD_MASK,
	EMU_MAP,					/* string to string */
	EMU_MESSAGE
} EmuType;

typedef struct EmuEnum
{
	const char *name;			/* full protobuf name, for error texts */
	const char *const *values;	/* NULL-terminated; the first is number 0 */
} EmuEnum;

typedef struct EmuField
{
	const char *name;			/* lowerCamelCase, as in JSON */
	EmuType		type;
	bool		repeated;
	const void *of;				/* EmuEnum or EmuMessage */
	const char *oneof;			/* name of the oneof that it is a member of */
	bool		output_only;	/* ignored in requests */
} EmuField;

typedef struct EmuMessage
{
	const char *name;			/* full protobuf name, for error texts */
	const EmuField *fields;
	size_t		nfields;
} EmuMessage;

extern const EmuMessage emu_schema_job;
extern const EmuMessage emu_schema_job_list;
extern const EmuMessage emu_schema_empty;
extern const EmuMessage emu_schema_policy;
extern const EmuMessage emu_schema_set_policy;
extern const EmuMessage emu_schema_permissions;

/*
 * The field with a name, in lowerCamelCase or in the snake_case of the
 * protobuf definition; NULL if there is none.
 */
extern const EmuField *emu_schema_find(const EmuMessage *message,
									   const char *name, size_t length);

/* Does a lowerCamelCase name fit a name in either spelling? */
extern bool emu_schema_same_name(const char *camel, const char *name,
								 size_t length);

/* Write the snake_case spelling of a name, at most "size" bytes. */
extern void emu_schema_snake(const char *camel, char *snake, size_t size);

#endif							/* EMU_SCHEMA_H */
