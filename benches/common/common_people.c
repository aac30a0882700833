/* The common model by hand in C, with what sixhubs keeps about people: each officer is a person with
 * shifts and a time account, whoever has been free the longest is sent (then the lowest number), and
 * each officer sent leaves a row with when and from when to when. Calls and shifts come in order of
 * time, so they need no place in the heap; jobs that end and shifts that end have. */

#include <stdint.h>
#include <stdlib.h>

#define GRADES 3
#define NEEDS 2

enum { OFF_DUTY, AVAILABLE, SCENE, ACTIVITIES };
enum { JOB_ENDS, SHIFT_ENDS };

typedef struct {
    int64_t at_ms, number;
    int32_t kind, entity;
} Event;

typedef struct {
    int64_t duty, duty_end_ms, since_ms, idle_since_ms, activity, position;
} Officer;

typedef struct {
    const int64_t *created_ms, *hub, *grade, *needs, *scene_ms, *first_slot;
    const int64_t *start_ms, *end_ms, *duty_hub, *first_member, *member;
    int64_t *wait_ms, *slot_officer, *slot_assigned_ms, *slot_left_ms, *account_ms;
    int64_t *next, *head, *tail;    /* lines: (calls), (hubs * GRADES), (hubs * GRADES) */
    int64_t *free, *pool;           /* (hubs), (hubs * officers) those available */
    int64_t officers, events, number, now;
    Officer *who;
    Event *heap;
} Run;

static inline int before(const Event *a, const Event *b) {
    if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms;
    return a->kind != b->kind ? a->kind < b->kind : a->number < b->number;
}

static inline void ask(Run *run, int64_t at_ms, int32_t kind, int64_t entity) {
    Event event = {at_ms, run->number++, kind, (int32_t)entity};
    int64_t hole = run->events++;
    while (hole > 0) {
        int64_t parent = (hole - 1) / 2;
        if (!before(&event, &run->heap[parent])) break;
        run->heap[hole] = run->heap[parent];
        hole = parent;
    }
    run->heap[hole] = event;
}

static inline Event take(Run *run) {
    Event first = run->heap[0];
    Event last = run->heap[--run->events];
    int64_t hole = 0;
    for (;;) {
        int64_t child = 2 * hole + 1;
        if (child >= run->events) break;
        if (child + 1 < run->events && before(&run->heap[child + 1], &run->heap[child])) child++;
        if (!before(&run->heap[child], &last)) break;
        run->heap[hole] = run->heap[child];
        hole = child;
    }
    run->heap[hole] = last;
    return first;
}

static inline void change(Run *run, int64_t number, int64_t activity) {
    Officer *who = &run->who[number];
    run->account_ms[number * ACTIVITIES + who->activity] += run->now - who->since_ms;
    who->activity = activity;
    who->since_ms = run->now;
}

static inline void join_pool(Run *run, int64_t hub, int64_t number) {
    run->who[number].position = run->free[hub];
    run->pool[hub * run->officers + run->free[hub]++] = number;
}

static inline void leave_pool(Run *run, int64_t hub, int64_t number) {
    int64_t *pool = &run->pool[hub * run->officers];
    int64_t last = pool[--run->free[hub]];
    pool[run->who[number].position] = last;
    run->who[last].position = run->who[number].position;
}

/* Fill `chosen` with who has been free the longest and whose shift goes on; return how many. */
static inline int64_t choose(Run *run, int64_t hub, int64_t needs, int64_t *chosen) {
    const int64_t *pool = &run->pool[hub * run->officers];
    int64_t found = 0;
    for (; found < needs; found++) {
        int64_t best = -1;
        for (int64_t row = 0; row < run->free[hub]; row++) {
            int64_t number = pool[row];
            const Officer *who = &run->who[number];
            if (who->duty_end_ms <= run->now || (found > 0 && number == chosen[0])) continue;
            if (best >= 0) {
                int64_t longer = who->idle_since_ms - run->who[best].idle_since_ms;
                if (longer > 0 || (longer == 0 && number > best)) continue;
            }
            best = number;
        }
        if (best < 0) break;
        chosen[found] = best;
    }
    return found;
}

/* Send officers of a hub to those who wait, in order; stop at the first who cannot be served. */
static inline void serve(Run *run, int64_t hub) {
    int64_t chosen[NEEDS];
    for (int64_t line = hub * GRADES; line < (hub + 1) * GRADES; line++) {
        int64_t call;
        while ((call = run->head[line]) >= 0) {
            int64_t needs = run->needs[call];
            if (run->free[hub] < needs || choose(run, hub, needs, chosen) < needs) return;
            run->head[line] = run->next[call];
            run->wait_ms[call] = run->now - run->created_ms[call];
            for (int64_t n = 0; n < needs; n++) {
                int64_t slot = run->first_slot[call] + n;
                leave_pool(run, hub, chosen[n]);
                change(run, chosen[n], SCENE);
                run->slot_officer[slot] = chosen[n];
                run->slot_assigned_ms[slot] = run->now;
            }
            ask(run, run->now + run->scene_ms[call], JOB_ENDS, call);
        }
    }
}

static void start_shift(Run *run, int64_t duty) {
    int64_t hub = run->duty_hub[duty];
    for (int64_t row = run->first_member[duty]; row < run->first_member[duty + 1]; row++) {
        Officer *who = &run->who[run->member[row]];
        who->duty = duty;
        who->duty_end_ms = run->end_ms[duty];
        if (who->activity != OFF_DUTY) continue;
        change(run, run->member[row], AVAILABLE);
        who->idle_since_ms = run->now;
        join_pool(run, hub, run->member[row]);
    }
    ask(run, run->end_ms[duty], SHIFT_ENDS, duty);
    serve(run, hub);
}

static void end_shift(Run *run, int64_t duty) {
    for (int64_t row = run->first_member[duty]; row < run->first_member[duty + 1]; row++) {
        int64_t number = run->member[row];
        if (run->who[number].duty != duty || run->who[number].activity != AVAILABLE) continue;
        leave_pool(run, run->duty_hub[duty], number);
        change(run, number, OFF_DUTY);
    }
}

static void end_job(Run *run, int64_t call) {
    int64_t hub = run->hub[call];
    for (int64_t slot = run->first_slot[call]; slot < run->first_slot[call + 1]; slot++) {
        int64_t number = run->slot_officer[slot];
        run->slot_left_ms[slot] = run->now;
        if (run->who[number].duty_end_ms <= run->now) {
            change(run, number, OFF_DUTY);
        } else {
            change(run, number, AVAILABLE);
            run->who[number].idle_since_ms = run->now;
            join_pool(run, hub, number);
        }
    }
    serve(run, hub);
}

/* Arrays of slots hold -1s, those of accounts 0s; return the number of events, or -1. */
int64_t simulate_people(int64_t calls, const int64_t *created_ms, const int64_t *hub,
                        const int64_t *grade, const int64_t *needs, const int64_t *scene_ms,
                        const int64_t *first_slot, int64_t duties, const int64_t *start_ms,
                        const int64_t *end_ms, const int64_t *duty_hub,
                        const int64_t *first_member, const int64_t *member, int64_t officers,
                        int64_t hubs, int64_t horizon_ms, int64_t *wait_ms, int64_t *slot_officer,
                        int64_t *slot_assigned_ms, int64_t *slot_left_ms, int64_t *account_ms) {
    Run run = {created_ms, hub, grade, needs, scene_ms, first_slot, start_ms, end_ms, duty_hub,
               first_member, member, wait_ms, slot_officer, slot_assigned_ms, slot_left_ms,
               account_ms};
    size_t size = sizeof(int64_t);
    run.officers = officers;
    run.next = malloc(size * (size_t)(calls + 1));
    run.head = malloc(size * (size_t)(hubs * GRADES));
    run.tail = malloc(size * (size_t)(hubs * GRADES));
    run.free = calloc((size_t)hubs, size);
    run.pool = malloc(size * (size_t)(hubs * officers));
    run.who = calloc((size_t)officers, sizeof(Officer));
    run.heap = malloc(sizeof(Event) * (size_t)(calls + duties + 1));
    int64_t ran = -1;
    if (run.next && run.head && run.tail && run.free && run.pool && run.who && run.heap) {
        int64_t call = 0, duty = 0;
        for (int64_t line = 0; line < hubs * GRADES; line++) run.head[line] = -1;
        for (ran = 0;; ran++) {
            int64_t start_at = duty < duties ? start_ms[duty] : horizon_ms;
            int64_t event_at = run.events > 0 ? run.heap[0].at_ms : horizon_ms;
            int64_t call_at = call < calls ? created_ms[call] : horizon_ms;
            run.now = start_at < event_at ? start_at : event_at;
            if (call_at < run.now) run.now = call_at;
            if (run.now >= horizon_ms) break;
            if (run.now == start_at) {
                start_shift(&run, duty++);
            } else if (run.now == event_at) {
                Event event = take(&run);
                if (event.kind == JOB_ENDS) end_job(&run, event.entity);
                else end_shift(&run, event.entity);
            } else {
                int64_t line = hub[call] * GRADES + grade[call] - 1;
                run.next[call] = -1;
                if (run.head[line] < 0) run.head[line] = call;
                else run.next[run.tail[line]] = call;
                run.tail[line] = call;
                serve(&run, hub[call++]);
            }
        }
        run.now = horizon_ms;
        for (int64_t number = 0; number < officers; number++) change(&run, number, OFF_DUTY);
    }
    free(run.next);
    free(run.head);
    free(run.tail);
    free(run.free);
    free(run.pool);
    free(run.who);
    free(run.heap);
    return ran;
}
