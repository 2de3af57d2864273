/* A crowd of HTTP/1.1 clients in one thread: what measures the site and may not itself be what is slow.
 *
 *   crowd --port P --template FILE [--connections N] [--seconds S] [--rate R] [--requests MAX]
 *         [--first N] [--lines FILE] [--acknowledged FILE]
 *
 * The template is one whole request. Ten '#' in a row become the request's number, ten digits; "!!!!:!!!!" becomes its
 * last eight digits, as in an IPv6 address; a run of '@' becomes the line of FILE whose number that is, which must be as
 * long. So no length ever changes.
 *
 * Without --rate each connection asks again as soon as it was answered (a closed loop). With --rate, request i is due
 * at i / R seconds whatever the server does, and its latency counts from then on (an open loop: a server that stalls
 * is charged for everybody who would have come meanwhile; "sent" latencies count from the moment at which a connection
 * was free for it, which is what this server could know of). After the last due moment all that is under way is waited
 * for, DRAIN seconds at most; what is unanswered then is `broken`. A connection that the server closes between two
 * requests is opened anew; one that breaks before its answer is counted as broken and not asked again.
 *
 * Writes one line of JSON, in which the answers with 200 are told apart from all others (`told`: those with 503 that say
 * when to try again); with --acknowledged a byte for each number, '1' where the answer was 200.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 16384, DRAIN = 30, BUCKETS = 4096, MARKS = 16 };
/* From due moments on; then the same from the moment on at which the request was handed to a connection. */
enum kind { GOOD, OTHER, DUE_KINDS, SENT_GOOD = DUE_KINDS, SENT_OTHER, KINDS };
enum state { CLOSED, IDLE, SENDING, HEADERS, BODY, CHUNKED };

struct client {
    int fd;
    enum state state;
    char *out;
    size_t sent, held;
    long long left;
    double due, asked;
    uint64_t number;
    int status, tail, closes, reused, later;
    char head[HEAD + 1];
};

static struct { int port, connections; double seconds, rate; uint64_t most, first; const char *template, *lines, *acknowledged; }
    wanted = {0, 64, 10, 0, UINT64_MAX, 0, NULL, NULL, NULL};
static char *request, *line_text, *seen;
static size_t length, line_length, mark_at[MARKS], network_at[MARKS], line_at[MARKS], seen_size;
static int marks, networks, line_marks, poller, under_way;
static uint64_t line_count, begun, answered, broken, bytes, told, statuses[600], latencies[KINDS][BUCKETS];
static double started, longest[KINDS];
static struct client *clients, **idle;
static int idle_count, idle_first;

static void die(const char *why) { fprintf(stderr, "crowd: %s\n", why); exit(2); }

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static char *whole(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) die("cannot read a file");
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *text = malloc(*size + 1);
    if (!text || fread(text, 1, *size, file) != *size) die("cannot read a file");
    text[*size] = 0;
    fclose(file);
    return text;
}

static void read_template(void) {
    request = whole(wanted.template, &length);
    for (char *at = request; (at = strstr(at, "##########")); at += 10)
        if (marks < MARKS) mark_at[marks++] = at - request;
    for (char *at = request; (at = strstr(at, "!!!!:!!!!")); at += 9)
        if (networks < MARKS) network_at[networks++] = at - request;
    if (!wanted.lines) return;
    size_t size;
    line_text = whole(wanted.lines, &size);
    line_length = strcspn(line_text, "\n");
    line_count = size / (line_length + 1);
    if (line_count < wanted.most) wanted.most = line_count;
    char *run = malloc(line_length + 1);
    memset(run, '@', line_length);
    run[line_length] = 0;
    for (char *at = request; (at = strstr(at, run)); at += line_length)
        if (line_marks < MARKS) line_at[line_marks++] = at - request;
    free(run);
}

/* Exact to half a percent from a microsecond to half a minute: the bucket of a latency grows with it. */
static int bucket(double seconds) {
    double micro = seconds * 1e6;
    int place = 0;
    while (micro >= 256) { micro /= 2; place += 128; }
    place += (int)micro;
    return place < BUCKETS ? place : BUCKETS - 1;
}

static double value(int place) {
    int doublings = place < 256 ? 0 : (place - 128) / 128;
    return (place - doublings * 128 + 0.5) * (double)(1ull << doublings) / 1e3;
}

static double most(int from, int to) {
    double found = 0;
    for (int kind = from; kind < to; kind++) if (longest[kind] > found) found = longest[kind];
    return found * 1e3;
}

/* Of the answers of these kinds, in milliseconds; 0 where there is none. */
static double quantile(double share, int from, int to) {
    uint64_t all = 0, sum = 0;
    for (int kind = from; kind < to; kind++)
        for (int i = 0; i < BUCKETS; i++) all += latencies[kind][i];
    uint64_t limit = (uint64_t)(share * all);
    for (int i = 0; i < BUCKETS; i++) {
        for (int kind = from; kind < to; kind++) sum += latencies[kind][i];
        if (sum > limit) return value(i);
    }
    return most(from, to);
}

static void watch(struct client *c, int what, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    epoll_ctl(poller, what, c->fd, &event);
}

static void hang_up(struct client *c) {
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    c->state = CLOSED;
}

static int call(struct client *c) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(wanted.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int on = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0) return 0;
    /* On loopback a connection stands at once or is refused. */
    if (connect(c->fd, (struct sockaddr *)&address, sizeof address)) { hang_up(c); return 0; }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    c->state = IDLE;
    c->reused = 0;
    watch(c, EPOLL_CTL_ADD, EPOLLIN);
    return 1;
}

/* Whoever rested longest asks next, so that all connections are in use. */
static struct client *next_idle(void) {
    struct client *c = idle[idle_first];
    idle_first = (idle_first + 1) % wanted.connections;
    idle_count--;
    return c;
}

static void lie_down(struct client *c) { idle[(idle_first + idle_count++) % wanted.connections] = c; }

static void rest(struct client *c) {
    under_way--;
    if (c->closes) hang_up(c); else c->state = IDLE;
    lie_down(c);
}

static void fail(struct client *c) {
    broken++;
    hang_up(c);
    rest(c);
    hang_up(c);
}

static void note(int kind, double took) {
    latencies[kind][bucket(took)]++;
    if (took > longest[kind]) longest[kind] = took;
}

static void finish(struct client *c) {
    double moment = now();
    answered++;
    statuses[c->status < 600 ? c->status : 0]++;
    int kind = c->status == 200 ? GOOD : OTHER;
    note(kind, moment - c->due);
    note(DUE_KINDS + kind, moment - c->asked);
    if (c->status == 503 && c->later) told++;
    uint64_t place = c->number - wanted.first;
    if (seen && c->status == 200) {
        while (place >= seen_size) {
            seen = realloc(seen, seen_size * 2);
            if (!seen) die("no memory");
            memset(seen + seen_size, '0', seen_size);
            seen_size *= 2;
        }
        seen[place] = '1';
    }
    c->reused = 1;
    rest(c);
}

static void push(struct client *c) {
    while (c->sent < length) {
        ssize_t n = write(c->fd, c->out + c->sent, length - c->sent);
        if (n < 0 && errno == EAGAIN) { watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT); return; }
        if (n <= 0) { fail(c); return; }
        c->sent += n;
    }
    c->state = HEADERS;
    c->held = 0;
}

static void ask(struct client *c, double due) {
    c->due = due;
    c->asked = now();
    c->number = wanted.first + begun;
    under_way++;
    /* A server may close a connection that rested; that is no fault, so look before it is used again. */
    if (c->state == IDLE && c->reused) {
        char byte;
        ssize_t n = recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN)) hang_up(c);
    }
    char digits[11];
    snprintf(digits, sizeof digits, "%010llu", (unsigned long long)c->number);
    for (int i = 0; i < marks; i++) memcpy(c->out + mark_at[i], digits, 10);
    for (int i = 0; i < networks; i++) {
        memcpy(c->out + network_at[i], digits + 2, 4);
        memcpy(c->out + network_at[i] + 5, digits + 6, 4);
        c->out[network_at[i] + 4] = ':';
    }
    for (int i = 0; i < line_marks; i++) memcpy(c->out + line_at[i], line_text + begun * (line_length + 1), line_length);
    begun++;
    c->sent = 0;
    c->closes = 0;
    if (c->state == CLOSED && !call(c)) { fail(c); return; }
    c->state = SENDING;
    push(c);
}

static char *header(char *head, const char *name) {
    size_t size = strlen(name);
    for (char *at = head; (at = strstr(at, "\r\n")); at += 2)
        if (!strncasecmp(at + 2, name, size)) return at + 2 + size;
    return NULL;
}

/* The number of bytes of `head` that belong to the headers, 0 while they are not all here. */
static size_t read_head(struct client *c) {
    c->head[c->held] = 0;
    char *end = strstr(c->head, "\r\n\r\n");
    if (!end) return 0;
    end[2] = 0;
    c->status = atoi(c->head + 9);
    char *size = header(c->head, "content-length:"), *coding = header(c->head, "transfer-encoding:");
    char *connection = header(c->head, "connection:");
    c->closes = connection && !strncasecmp(connection + strspn(connection, " "), "close", 5);
    c->later = header(c->head, "retry-after:") != NULL;
    c->state = coding ? CHUNKED : BODY;
    c->left = size ? atoll(size) : 0;
    c->tail = 2;  /* the headers ended with a line */
    return end + 4 - c->head;
}

static void eat(struct client *c, const char *part, size_t size) {
    static const char last[] = "\r\n0\r\n\r\n";
    if (c->state == BODY) {
        c->left -= size;
        if (c->left <= 0) finish(c);
        return;
    }
    for (size_t i = 0; i < size; i++) c->tail = part[i] == last[c->tail] ? c->tail + 1 : part[i] == '\r';
    if (c->tail == sizeof last - 1) finish(c);
}

static void pull(struct client *c) {
    static char body[1 << 18];
    for (;;) {
        int in_head = c->state == HEADERS;
        char *into = in_head ? c->head + c->held : body;
        ssize_t n = read(c->fd, into, in_head ? HEAD - c->held : sizeof body);
        if (n < 0 && errno == EAGAIN) return;
        /* A server that speaks to a resting client says good-bye. */
        if (c->state == IDLE) { hang_up(c); return; }
        if (n <= 0 || c->state == SENDING) { fail(c); return; }
        bytes += n;
        if (!in_head) { eat(c, body, n); }
        else {
            c->held += n;
            size_t used = read_head(c);
            if (!used) { if (c->held == HEAD) { fail(c); return; } continue; }
            eat(c, c->head + used, c->held - used);
        }
        if (c->state == IDLE || c->state == CLOSED) return;
    }
}

static void report(double seconds) {
    static const char *names[KINDS] = {"good", "other", "sent_good", "sent_other"};
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf("{\"begun\": %llu, \"answered\": %llu, \"broken\": %llu, \"bytes\": %llu, \"seconds\": %.3f, \"cpu_seconds\": %.3f, ",
           (unsigned long long)begun, (unsigned long long)answered, (unsigned long long)broken, (unsigned long long)bytes, seconds, cpu);
    printf("\"p50_ms\": %.3f, \"p90_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f, \"longest_ms\": %.3f, ",
           quantile(0.5, GOOD, DUE_KINDS), quantile(0.9, GOOD, DUE_KINDS), quantile(0.99, GOOD, DUE_KINDS), quantile(0.999, GOOD, DUE_KINDS), most(GOOD, DUE_KINDS));
    for (int kind = GOOD; kind < KINDS; kind++)
        printf("\"%s_p50_ms\": %.3f, \"%s_p99_ms\": %.3f, \"%s_longest_ms\": %.3f, ", names[kind], quantile(0.5, kind, kind + 1),
               names[kind], quantile(0.99, kind, kind + 1), names[kind], most(kind, kind + 1));
    printf("\"told\": %llu, \"statuses\": {", (unsigned long long)told);
    const char *comma = "";
    for (int i = 0; i < 600; i++)
        if (statuses[i]) { printf("%s\"%d\": %llu", comma, i, (unsigned long long)statuses[i]); comma = ", "; }
    printf("}}\n");
    if (!wanted.acknowledged) return;
    FILE *file = fopen(wanted.acknowledged, "wb");
    if (!file || fwrite(seen, 1, begun < seen_size ? begun : seen_size, file) == (size_t)-1 || fclose(file)) die("cannot write");
}

static void take_arguments(int count, char **words) {
    for (int i = 1; i + 1 < count; i += 2) {
        char *name = words[i], *text = words[i + 1];
        if (!strcmp(name, "--port")) wanted.port = atoi(text);
        else if (!strcmp(name, "--connections")) wanted.connections = atoi(text);
        else if (!strcmp(name, "--seconds")) wanted.seconds = atof(text);
        else if (!strcmp(name, "--rate")) wanted.rate = atof(text);
        else if (!strcmp(name, "--requests")) wanted.most = strtoull(text, NULL, 10);
        else if (!strcmp(name, "--first")) wanted.first = strtoull(text, NULL, 10);
        else if (!strcmp(name, "--template")) wanted.template = text;
        else if (!strcmp(name, "--lines")) wanted.lines = text;
        else if (!strcmp(name, "--acknowledged")) wanted.acknowledged = text;
        else die("unknown argument");
    }
    if (count % 2 == 0 || !wanted.port || !wanted.template || wanted.connections < 1) die("--port and --template are needed");
}

/* A crowd may be larger than what a shell lets a program open. */
static void allow_connections(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files)) return;
    rlim_t needed = wanted.connections + 64;
    if (files.rlim_cur == RLIM_INFINITY || files.rlim_cur >= needed) return;
    files.rlim_cur = files.rlim_max == RLIM_INFINITY || files.rlim_max > needed ? needed : files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

static void make_clients(void) {
    clients = calloc(wanted.connections, sizeof *clients);
    idle = calloc(wanted.connections, sizeof *idle);
    if (!clients || !idle) die("no memory");
    for (int i = 0; i < wanted.connections; i++) {
        clients[i].fd = -1;
        clients[i].out = malloc(length + 1);
        memcpy(clients[i].out, request, length + 1);
        lie_down(&clients[i]);
    }
    if (wanted.acknowledged) {
        seen_size = 1 << 16;
        seen = malloc(seen_size);
        memset(seen, '0', seen_size);
    }
}

/* Everybody who is due and finds an idle connection asks. */
static int ask_all(double moment) {
    if (!wanted.rate) {
        int going = moment < started + wanted.seconds;
        for (int ready = idle_count; going && ready > 0 && begun < wanted.most; ready--) ask(next_idle(), moment);
        return going && begun < wanted.most;
    }
    uint64_t all = (uint64_t)(wanted.rate * wanted.seconds);
    if (all > wanted.most) all = wanted.most;
    double until = moment - started < wanted.seconds ? moment - started : wanted.seconds;
    uint64_t due = (uint64_t)(until * wanted.rate);
    if (due > all) due = all;
    for (int ready = idle_count; ready > 0 && begun < due; ready--) ask(next_idle(), started + begun / wanted.rate);
    return begun < all;
}

int main(int count, char **words) {
    take_arguments(count, words);
    allow_connections();
    read_template();
    make_clients();
    poller = epoll_create1(0);
    struct epoll_event events[256];
    started = now();
    double last = started + wanted.seconds + DRAIN, moment = started;
    while ((ask_all(moment) || under_way) && moment < last) {
        /* A millisecond at most until somebody else is due. */
        int found = epoll_wait(poller, events, 256, wanted.rate || idle_count ? 1 : 100);
        for (int i = 0; i < found; i++) {
            struct client *c = events[i].data.ptr;
            if (c->fd < 0) continue;
            if (c->state == SENDING && events[i].events & EPOLLOUT) {
                watch(c, EPOLL_CTL_MOD, EPOLLIN);
                push(c);
            }
            if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) pull(c);
        }
        moment = now();
    }
    /* What was due and found no connection, or no answer, is broken too. */
    uint64_t all = wanted.rate ? (uint64_t)(wanted.rate * wanted.seconds) : begun;
    if (all > wanted.most) all = wanted.most;
    broken += under_way + (all > begun ? all - begun : 0);
    report(now() - started);
    return 0;
}
