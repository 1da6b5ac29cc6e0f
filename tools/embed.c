/* tools/embed.c: writes files as one C table.  usage: embed OUT.c ROOT FILE…; names are relative to ROOT. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t write_bytes(FILE *out, FILE *in)
{
    size_t total = 0;
    for (int c; (c = getc(in)) != EOF; total++)
        fprintf(out, "%s%d,", total % 24 ? "" : "\n", c);
    fputs("0", out);
    return total;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    FILE *out = fopen(argv[1], "wb");
    size_t *sizes = calloc((size_t)argc, sizeof *sizes);
    if (!out || !sizes)
        return 1;
    fputs("#include \"op/builtin.h\"\n", out);
    for (int i = 3; i < argc; i++) {
        FILE *in = fopen(argv[i], "rb");
        if (!in) {
            fprintf(stderr, "embed: %s\n", argv[i]);
            return 1;
        }
        fprintf(out, "static const unsigned char FILE_%d[] = {", i - 3);
        sizes[i] = write_bytes(out, in);
        fputs("};\n", out);
        fclose(in);
    }
    fputs("const struct builtin_file BUILTIN_FILES[] = {\n", out);
    for (int i = 3; i < argc; i++) {
        const char *name = argv[i];
        size_t root = strlen(argv[2]);
        const char *at = strstr(name, argv[2]);
        name = at == name ? name + root + 1 : strstr(name, "packs/") ? strstr(name, "packs/") + 6 : name;
        fprintf(out, "    { \"%s\", (const char *)FILE_%d, %zu },\n", name, i - 3, sizes[i]);
    }
    fprintf(out, "    { 0, 0, 0 } };\n");
    free(sizes);
    return fclose(out) != 0;
}
