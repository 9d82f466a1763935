/* Stands for JobDesk's programs in tests of the starter: prints its path, its arguments and a line that it reads.
 * The exit code is the first argument. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

int main(int count, char **words) {
    char path[4096], line[256] = "";
    GetModuleFileNameA(NULL, path, sizeof path);
    printf("%s\n", path);
    for (int i = 1; i < count; i++) printf("<%s>\n", words[i]);
    fflush(stdout);
    if (fgets(line, sizeof line, stdin)) printf("read %s", line);
    return count > 1 ? atoi(words[1]) : 0;
}
