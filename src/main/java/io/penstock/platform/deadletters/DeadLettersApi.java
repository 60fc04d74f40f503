package io.penstock.platform.deadletters;

import io.penstock.platform.deadletters.DeadLetterShapes.BulkBody;
import io.penstock.platform.deadletters.DeadLetterShapes.BulkDone;
import io.penstock.platform.deadletters.DeadLetterShapes.Decided;
import io.penstock.platform.deadletters.DeadLetterShapes.DiscardBody;
import io.penstock.platform.deadletters.DeadLetterShapes.DryRun;
import io.penstock.platform.deadletters.DeadLetterShapes.FilterBody;
import io.penstock.platform.deadletters.DeadLetterShapes.Page;
import io.penstock.platform.deadletters.DeadLetterShapes.ReplayBody;
import io.penstock.platform.deadletters.DeadLetterShapes.Story;
import io.penstock.platform.deadletters.LetterFilter.State;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Operator;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Dead letters for operators, who show their key. */
@RestController
@ConditionalOnRole(Role.WEB)
@RequestMapping(path = "/operator/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Dead letters", description = "What could not be worked, and what becomes of it.")
@SecurityScheme(
    name = DeadLettersApi.KEY,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description = "The operator's key, `penstock.operator.key`.")
@SecurityRequirement(name = DeadLettersApi.KEY)
final class DeadLettersApi {

  static final String KEY = "operator";

  private static final int MOST_LISTED = 200;
  private static final int USUALLY_LISTED = 50;
  private static final int MOST_AT_ONCE = 1000;
  private static final int LONGEST_TEXT = 200;
  private static final String BULK =
      """
      The newest `max` open letters that fit the filter, the oldest of them first. Begin with a dry run: it tells how many \
      they are, and its `asOf` keeps letters out that come later. Members that are not known are refused, because a filter \
      with a slip of the pen would fit everything.\
      """;

  /** Strict: see {@link #BULK}. */
  private static final JsonMapper BODIES =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Letters letters;
  private final Desk desk;

  DeadLettersApi(Letters letters, Desk desk) {
    this.letters = letters;
    this.desk = desk;
  }

  /** Shape: one page, or an error of {@link LetterProblem}. */
  @GetMapping
  @Operation(
      operationId = "listDeadLetters",
      summary = "Dead letters, the newest first",
      description =
          """
          A page reads no more than some thousand letters and takes no longer than about two seconds; then it answers what it \
          has found, maybe nothing, and `nextCursor` goes on. Pages that follow one another repeat and skip nothing, whatever \
          arrives meanwhile; a cursor belongs to the parameters it was made with.\
          """)
  @LetterProblem.Answers(LetterProblem.INVALID_REQUEST)
  Mono<Page> list(
      @Parameter(
              description = "Of a page, 50 unless said otherwise.",
              schema = @Schema(type = "integer", minimum = "1", maximum = "200"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @Parameter(description = "The `nextCursor` of the page before.")
          @RequestParam(required = false)
          @Nullable String cursor,
      @Parameter(description = "Where the letters lie.", example = "market.dead-letters.v1")
          @RequestParam(required = false)
          @Nullable String topic,
      @Parameter(description = "That could not work them.", example = "bars")
          @RequestParam(required = false)
          @Nullable String flow,
      @Parameter(description = "Whose frames they are.", example = "coinbase")
          @RequestParam(required = false)
          @Nullable String venue,
      @Parameter(description = "A header that they have.", example = "line:coinbase#local")
          @RequestParam(required = false)
          @Nullable String header,
      @Parameter(description = "Part of the cause's sentence; capitals do not matter.")
          @RequestParam(required = false)
          @Nullable String cause,
      @Parameter(
              description = "What was decided; all unless said otherwise.",
              schema = @Schema(allowableValues = {"open", "replayed", "discarded", "all"}))
          @RequestParam(required = false)
          @Nullable String state,
      @Parameter(description = "Died at or after this: ISO 8601, or a date, which is midnight UTC.")
          @RequestParam(required = false)
          @Nullable String from,
      @Parameter(description = "Died before this.") @RequestParam(required = false)
          @Nullable String to) {
    return Mono.defer(() -> {
      LetterFilter filter =
          filter(new FilterBody(topic, flow, venue, header, cause, from, to), state(state));
      return letters
          .page(filter, cursor("cursor", cursor), limit(limit))
          .map(page -> Page.of(page, letters));
    });
  }

  /** Shape: one letter, or an error of {@link LetterProblem}. */
  @GetMapping("/{id}")
  @Operation(
      operationId = "readDeadLetter",
      summary = "One letter's whole story",
      description = "Payloads and headers that are very long are cut off, and say so.")
  @LetterProblem.Answers(LetterProblem.LETTER_NOT_FOUND)
  Mono<Story> story(@PathVariable String id) {
    return Mono.defer(() -> {
      LetterId letter = id(id);
      return letters.one(letter).map(found -> Story.of(letter, found, letters.decision(letter)));
    });
  }

  /** Shape: one verdict, or an error of {@link LetterProblem}. */
  @PostMapping("/{id}/dry-run")
  @Operation(
      operationId = "tryDeadLetter",
      summary = "Would it work now?",
      description = "Changes nothing.")
  @LetterProblem.Answers(LetterProblem.LETTER_NOT_FOUND)
  Mono<DryRun> dryRun(@PathVariable String id) {
    return Mono.defer(() -> desk.dryRun(id(id)).map(DryRun::of));
  }

  /** Shape: the decision, or an error of {@link LetterProblem}. */
  @PostMapping(path = "/{id}/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "replayDeadLetter",
      summary = "Has a letter worked again",
      description =
          """
          Its flow hears it once more, at least once, and nobody else does; attempts start anew. If it dies again, that is a \
          new letter which names this one. Of a vendor's frame, the trades in it are published.\
          """,
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = ReplayBody.class))))
  @LetterProblem.Answers({
    LetterProblem.INVALID_REQUEST,
    LetterProblem.MALFORMED_JSON,
    LetterProblem.LETTER_NOT_FOUND,
    LetterProblem.ALREADY_REPLAYED,
    LetterProblem.ALREADY_DISCARDED,
    LetterProblem.WOULD_FAIL,
    LetterProblem.NOT_REPLAYABLE,
    LetterProblem.IN_PROGRESS
  })
  Mono<Decided> replay(
      @PathVariable String id,
      @RequestBody byte[] body,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(() -> {
      ReplayBody asked = body(body, ReplayBody.class);
      boolean force = Boolean.TRUE.equals(asked.force());
      return desk.replay(id(id), reason(asked.reason()), force, Operator.of(exchange))
          .map(Decided::of);
    });
  }

  /** Shape: the decision, or an error of {@link LetterProblem}. */
  @PostMapping(path = "/{id}/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "discardDeadLetter",
      summary = "Decides that a letter will not be worked",
      description =
          "It stays where it is until its time is over. Discarding it again changes nothing, not even the reason.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = DiscardBody.class))))
  @LetterProblem.Answers({
    LetterProblem.INVALID_REQUEST,
    LetterProblem.MALFORMED_JSON,
    LetterProblem.LETTER_NOT_FOUND,
    LetterProblem.ALREADY_REPLAYED,
    LetterProblem.IN_PROGRESS
  })
  Mono<Decided> discard(
      @PathVariable String id,
      @RequestBody byte[] body,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(() -> {
      DiscardBody asked = body(body, DiscardBody.class);
      return desk.discard(id(id), reason(asked.reason()), Operator.of(exchange)).map(Decided::of);
    });
  }

  /** Shape: one answer, or an error of {@link LetterProblem}. */
  @PostMapping(path = "/dry-run", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "tryDeadLetters",
      summary = "Many letters: how many, and would they work now?",
      description = BULK + " Changes nothing.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = BulkBody.class))))
  @LetterProblem.Answers({LetterProblem.INVALID_REQUEST, LetterProblem.MALFORMED_JSON})
  Mono<BulkDone> bulkDryRun(@RequestBody byte[] body) {
    return Mono.defer(() -> {
      BulkBody asked = body(body, BulkBody.class);
      return desk.bulkDryRun(filter(asked), cursor("asOf", asked.asOf()), most(asked))
          .map(BulkDone::of);
    });
  }

  /** Shape: one answer, or an error of {@link LetterProblem}. */
  @PostMapping(path = "/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "replayDeadLetters",
      summary = "Has many letters worked again",
      description = BULK + " What would fail, or is not replayable, is left out and counted.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = BulkBody.class))))
  @LetterProblem.Answers({LetterProblem.INVALID_REQUEST, LetterProblem.MALFORMED_JSON})
  Mono<BulkDone> bulkReplay(
      @RequestBody byte[] body, @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(() -> {
      BulkBody asked = body(body, BulkBody.class);
      return desk.bulkReplay(
              filter(asked),
              cursor("asOf", asked.asOf()),
              most(asked),
              reason(asked.reason()),
              Operator.of(exchange))
          .map(BulkDone::of);
    });
  }

  /** Shape: one answer, or an error of {@link LetterProblem}. */
  @PostMapping(path = "/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "discardDeadLetters",
      summary = "Decides that many letters will not be worked",
      description = BULK,
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = BulkBody.class))))
  @LetterProblem.Answers({LetterProblem.INVALID_REQUEST, LetterProblem.MALFORMED_JSON})
  Mono<BulkDone> bulkDiscard(
      @RequestBody byte[] body, @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(() -> {
      BulkBody asked = body(body, BulkBody.class);
      return desk.bulkDiscard(
              filter(asked),
              cursor("asOf", asked.asOf()),
              most(asked),
              reason(asked.reason()),
              Operator.of(exchange))
          .map(BulkDone::of);
    });
  }

  private static <T> T body(byte[] body, Class<T> type) {
    try {
      return Optional.ofNullable(BODIES.readValue(body, type))
          .orElseThrow(() -> LetterProblem.MALFORMED_JSON.because("The body is null"));
    } catch (UnrecognizedPropertyException unknown) {
      throw LetterProblem.invalid(printable(unknown.getPropertyName()), "is not known here");
    } catch (JacksonException malformed) {
      throw LetterProblem.MALFORMED_JSON.because("The body is not the JSON that is expected here");
    }
  }

  private static String printable(String name) {
    String safe = name.replaceAll("[^ -~]", "?");
    return safe.length() <= 40 ? safe : safe.substring(0, 40) + "…";
  }

  private static LetterId id(String text) {
    return LetterId.parse(text)
        .orElseThrow(() -> LetterProblem.LETTER_NOT_FOUND.because("There is no such letter"));
  }

  private static String reason(@Nullable String given) {
    String reason = given == null ? "" : given.strip();
    if (reason.isEmpty()
        || reason.length() > LONGEST_TEXT
        || reason.codePoints().anyMatch(DeadLettersApi::breaksLines)) {
      throw LetterProblem.invalid(
          "reason", "must be one line of 1 to " + LONGEST_TEXT + " characters");
    }
    return reason;
  }

  private static boolean breaksLines(int character) {
    int type = Character.getType(character);
    return Character.isISOControl(character)
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.FORMAT
        || type == Character.UNASSIGNED
        || type == Character.SURROGATE;
  }

  private static int limit(@Nullable Integer limit) {
    int most = limit == null ? USUALLY_LISTED : limit;
    if (most < 1 || most > MOST_LISTED) {
      throw LetterProblem.invalid("limit", "must be 1 to " + MOST_LISTED);
    }
    return most;
  }

  private static int most(BulkBody asked) {
    if (asked.max() == null || asked.max() < 1 || asked.max() > MOST_AT_ONCE) {
      throw LetterProblem.invalid("max", "must be 1 to " + MOST_AT_ONCE);
    }
    return asked.max();
  }

  private static @Nullable LetterCursor cursor(String name, @Nullable String text) {
    return text == null
        ? null
        : LetterCursor.parse(text)
            .orElseThrow(() -> LetterProblem.invalid(name, "must be what an answer had"));
  }

  private static State state(@Nullable String text) {
    if (text == null) {
      return State.ALL;
    }
    return Arrays.stream(State.values())
        .filter(state -> state.word().equals(text))
        .findFirst()
        .orElseThrow(
            () -> LetterProblem.invalid("state", "must be open, replayed, discarded or all"));
  }

  private LetterFilter filter(BulkBody asked) {
    if (asked.filter() == null) {
      throw LetterProblem.invalid("filter", "is missing; {} fits every open letter");
    }
    return filter(asked.filter(), State.OPEN);
  }

  private LetterFilter filter(FilterBody given, State state) {
    if (given.topic() != null && !letters.topics().contains(given.topic())) {
      throw LetterProblem.invalid("topic", "must be one of " + letters.topics());
    }
    if (given.header() != null && given.header().indexOf(':') < 1) {
      throw LetterProblem.invalid("header", "must look like name:value");
    }
    Instant from = instant("from", given.from());
    Instant to = instant("to", given.to());
    if (from != null && to != null && !from.isBefore(to)) {
      throw LetterProblem.invalid("to", "must be after from");
    }
    return new LetterFilter(
        given.topic(),
        text("flow", given.flow()),
        text("venue", given.venue()),
        text("header", given.header()),
        text("cause", given.cause()),
        state,
        from,
        to);
  }

  private static @Nullable String text(String name, @Nullable String given) {
    if (given != null && (given.isEmpty() || given.length() > LONGEST_TEXT)) {
      throw LetterProblem.invalid(name, "must have 1 to " + LONGEST_TEXT + " characters");
    }
    return given;
  }

  private static @Nullable Instant instant(String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant instant =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      if (instant.isBefore(Instant.EPOCH) || instant.getEpochSecond() > Integer.MAX_VALUE * 4L) {
        throw invalidTime(name);
      }
      return instant;
    } catch (DateTimeException notOne) {
      throw invalidTime(name);
    }
  }

  private static ApiException invalidTime(String name) {
    return LetterProblem.invalid(name, "must be a time such as 2026-11-21T10:00:00Z, or a date");
  }
}
