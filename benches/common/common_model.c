/* The common model (benches/common/definition.py) by hand in C: the same algorithm as in_heapq.py,
 * with lines as linked lists and a binary heap of jobs that end. Calls come in order of arrival, so
 * they need no place in the heap. */

#include <stdint.h>
#include <stdlib.h>

#define GRADES 3

typedef struct {
    int64_t at_ms, number;
    int32_t call, shift;
} End;

typedef struct {
    const int64_t *created_ms, *hub, *grade, *officers, *scene_ms;
    int64_t *wait_ms;
    int64_t *next, *head, *tail; /* lines: (calls), (hubs * GRADES), (hubs * GRADES) */
    int64_t *free;               /* (hubs) officers on duty and free */
    End *heap;
    int64_t ends, number;
    int32_t shift;
} Run;

static inline int before(const End *a, const End *b) {
    return a->at_ms < b->at_ms || (a->at_ms == b->at_ms && a->number < b->number);
}

static inline void push(Run *run, End end) {
    int64_t hole = run->ends++;
    while (hole > 0) {
        int64_t parent = (hole - 1) / 2;
        if (!before(&end, &run->heap[parent])) break;
        run->heap[hole] = run->heap[parent];
        hole = parent;
    }
    run->heap[hole] = end;
}

static inline End pop(Run *run) {
    End first = run->heap[0];
    End last = run->heap[--run->ends];
    int64_t hole = 0;
    for (;;) {
        int64_t child = 2 * hole + 1;
        if (child >= run->ends) break;
        if (child + 1 < run->ends && before(&run->heap[child + 1], &run->heap[child])) child++;
        if (!before(&run->heap[child], &last)) break;
        run->heap[hole] = run->heap[child];
        hole = child;
    }
    run->heap[hole] = last;
    return first;
}

/* Send officers of a hub to those who wait, in order; stop at the first who cannot be served. */
static inline void serve(Run *run, int64_t hub, int64_t now) {
    for (int64_t line = hub * GRADES; line < (hub + 1) * GRADES; line++) {
        int64_t call;
        while ((call = run->head[line]) >= 0) {
            if (run->officers[call] > run->free[hub]) return;
            run->head[line] = run->next[call];
            run->free[hub] -= run->officers[call];
            run->wait_ms[call] = now - run->created_ms[call];
            push(run, (End){now + run->scene_ms[call], run->number++, (int32_t)call, run->shift});
        }
    }
}

/* Fill wait_ms, which holds -1s; return the number of events, or -1 without memory. */
int64_t simulate(int64_t calls, const int64_t *created_ms, const int64_t *hub, const int64_t *grade,
                 const int64_t *officers, const int64_t *scene_ms, int64_t changeovers,
                 const int64_t *change_ms, const int64_t *change_officers, int64_t hubs,
                 int64_t horizon_ms, int64_t *wait_ms) {
    Run run = {created_ms, hub, grade, officers, scene_ms, wait_ms};
    run.next = malloc(sizeof(int64_t) * (size_t)(calls + 1));
    run.head = malloc(sizeof(int64_t) * (size_t)(hubs * GRADES));
    run.tail = malloc(sizeof(int64_t) * (size_t)(hubs * GRADES));
    run.free = calloc((size_t)hubs, sizeof(int64_t));
    run.heap = malloc(sizeof(End) * (size_t)(calls + 1));
    int64_t events = -1;
    if (run.next && run.head && run.tail && run.free && run.heap) {
        int64_t next_call = 0;
        for (int64_t line = 0; line < hubs * GRADES; line++) run.head[line] = -1;
        for (events = 0;; events++) {
            int64_t change_at = run.shift < changeovers ? change_ms[run.shift] : horizon_ms;
            int64_t end_at = run.ends > 0 ? run.heap[0].at_ms : horizon_ms;
            int64_t call_at = next_call < calls ? created_ms[next_call] : horizon_ms;
            int64_t now = change_at < end_at ? change_at : end_at;
            if (call_at < now) now = call_at;
            if (now >= horizon_ms) break;
            if (now == change_at) {
                for (int64_t h = 0; h < hubs; h++) run.free[h] = change_officers[run.shift];
                run.shift++;
                for (int64_t h = 0; h < hubs; h++) serve(&run, h, now);
            } else if (now == end_at) {
                End end = pop(&run);
                if (end.shift == run.shift) {
                    run.free[hub[end.call]] += officers[end.call];
                    serve(&run, hub[end.call], now);
                }
            } else {
                int64_t line = hub[next_call] * GRADES + grade[next_call] - 1;
                run.next[next_call] = -1;
                if (run.head[line] < 0) run.head[line] = next_call;
                else run.next[run.tail[line]] = next_call;
                run.tail[line] = next_call;
                serve(&run, hub[next_call], now);
                next_call++;
            }
        }
    }
    free(run.next);
    free(run.head);
    free(run.tail);
    free(run.free);
    free(run.heap);
    return events;
}
