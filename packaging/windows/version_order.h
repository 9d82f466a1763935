/* Order of the app folders: app-VERSION, or app-VERSION-N for a version that was installed again.
 *
 * Versions are those of Python packages: 0.2.0.dev1 < 0.2.0a1 < 0.2.0rc1 < 0.2.0 = 0.2 < 0.2.0.post1 < 0.10.0.
 * Only the C library is needed, so that the tests compile it on any system.
 */
#ifndef JOBDESK_VERSION_ORDER_H
#define JOBDESK_VERSION_ORDER_H

#include <wchar.h>

static int is_digit(wchar_t c) { return c >= L'0' && c <= L'9'; }

static int is_app_folder(const wchar_t *name) { return wcsncmp(name, L"app-", 4) == 0 && is_digit(name[4]); }

/* Compares two runs of digits of any length as numbers, and moves both pointers behind them. */
static int compare_numbers(const wchar_t **left, const wchar_t **right) {
    const wchar_t *starts[2];
    size_t lengths[2];
    const wchar_t **texts[2] = {left, right};
    for (int i = 0; i < 2; i++) {
        while (**texts[i] == L'0') ++*texts[i];
        starts[i] = *texts[i];
        while (is_digit(**texts[i])) ++*texts[i];
        lengths[i] = (size_t)(*texts[i] - starts[i]);
    }
    if (lengths[0] != lengths[1]) return lengths[0] < lengths[1] ? -1 : 1;
    return wcsncmp(starts[0], starts[1], lengths[0]);
}

/* Compares texts with the numbers in them taken as numbers. */
static int compare_naturally(const wchar_t *left, const wchar_t *right) {
    while (*left && *right) {
        if (is_digit(*left) && is_digit(*right)) {
            int order = compare_numbers(&left, &right);
            if (order) return order;
        } else if (*left != *right) {
            return *left < *right ? -1 : 1;
        } else {
            left++, right++;
        }
    }
    return (*left != 0) - (*right != 0);
}

/* Ranks what follows the numbers: a pre-release, the release itself (or its copy N), a post-release. */
static int stage_of(const wchar_t *rest) {
    if (wcsncmp(rest, L".post", 5) == 0) return 2;
    return *rest == 0 || *rest == L'-';
}

/* Returns less than, equal to or greater than 0, as the left app folder is older, the same or newer. */
static int compare_app_folders(const wchar_t *left, const wchar_t *right) {
    left += 4, right += 4;
    for (;;) {
        const wchar_t *no_number = L"0";
        const wchar_t **left_number = is_digit(*left) ? &left : &no_number;
        const wchar_t **right_number = is_digit(*right) ? &right : &no_number;
        if (left_number == right_number) break; /* Neither has another number. */
        int order = compare_numbers(left_number, right_number);
        if (order) return order;
        if (*left == L'.' && is_digit(left[1])) left++;
        if (*right == L'.' && is_digit(right[1])) right++;
    }
    if (stage_of(left) != stage_of(right)) return stage_of(left) - stage_of(right);
    return compare_naturally(left, right);
}

#endif
