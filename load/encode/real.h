/*
 * real.h - real and double as the text forms write them
 */
#ifndef SEEDMILL_REAL_H
#define SEEDMILL_REAL_H

#define SM__REAL_MAX 24         /* "-2.2250738585072014e-308" */

/*
 * Text that reads back as the same number, at most SM__REAL_MAX bytes; a few
 * more may be scribbled on. NaN, Infinity and -Infinity are written as words.
 */
char *sm__put_double(char *at, double v);
char *sm__put_real(char *at, double v);     /* v is a float */

#endif
