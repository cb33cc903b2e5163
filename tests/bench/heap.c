/* bench/heap.c - counts allocations. The program's own go through the linker's --wrap, everybody's through functions in
 * place of the C library's, which glibc allows ("Replacing malloc" in its manual). */
#include "heap.h"

#include <stddef.h>

static struct heap_count counted;

struct heap_count heap_count(void)
{
    return counted;
}

/* glibc's own functions, under the names that it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void free(void *memory);

void *malloc(size_t size)
{
    counted.all++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    counted.all++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    counted.all++;
    return __libc_realloc(memory, size);
}

void free(void *memory)
{
    __libc_free(memory);
}

/* What the linker calls instead of the three, from the program's own objects only. */
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size)
{
    counted.own++;
    counted.all++;
    return __libc_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    counted.own++;
    counted.all++;
    return __libc_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    counted.own++;
    counted.all++;
    return __libc_realloc(memory, size);
}
