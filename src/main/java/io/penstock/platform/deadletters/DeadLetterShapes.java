package io.penstock.platform.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.platform.deadletters.Letter.Origin;
import io.penstock.platform.streams.DeadLetter;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.Replays;
import io.penstock.platform.streams.StreamRecord;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bodies of the operator's API. What is not known is left out. */
final class DeadLetterShapes {

  /** Of a payload that is shown, and of a single header. */
  static final int PAYLOAD_SHOWN = 64 * 1024;

  private static final int HEADER_SHOWN = 4 * 1024;
  private static final String REQUIRED_REASON =
      "Why, on one line of 1 to 200 characters; kept with the decision and in the log.";

  private DeadLetterShapes() {}

  @Schema(name = "DeadLetterPage")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Line> items,
      @Schema(
              description =
                  "Asks for the next page as `cursor`; missing on the last one. There may be one behind an empty page, too.")
          @Nullable String nextCursor) {

    static Page of(LetterScan.Page page, Letters letters) {
      return new Page(
          page.lines().stream().map(line -> Line.of(line, letters.decision(line.id()))).toList(),
          page.next() == null ? null : page.next().toString());
    }
  }

  @Schema(name = "DeadLetter", description = "A record or frame that could not be worked.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "2bgKPmWQSoyAb9Zw0cJ3Cg-0-465")
          String id,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "market.dead-letters.v1")
          String topic,
      @Schema(description = "When it died.", requiredMode = Schema.RequiredMode.REQUIRED)
          Instant time,
      @Schema(
              description = "That could not work it; `feed` for vendors' frames.",
              requiredMode = Schema.RequiredMode.REQUIRED,
              example = "bars")
          String flow,
      @Schema(example = "no market event") @Nullable String cause,
      @Schema(description = "Tries that were made.") @Nullable Long attempts,
      @Schema(example = "BTC-USD") @Nullable String key,
      @Schema(description = "Of a vendor's frame.", example = "coinbase") @Nullable String venue,
      @Schema(description = "Where it was when it died; missing for what was no record.")
          @Nullable Place origin,
      @Schema(description = "Of its payload.", requiredMode = Schema.RequiredMode.REQUIRED)
          int bytes,
      @Schema(description = "Beginning of a payload that is text.") @Nullable String preview,
      @Schema(description = "The letter that was replayed and died again as this one.")
          @Nullable String replayOf,
      @Schema(
              allowableValues = {"open", "replayed", "discarded"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          String state,
      @Schema(description = "Missing while it is open.") @Nullable Decided decision) {

    static Line of(LetterLine line, @Nullable Decision decision) {
      Letter letter = line.letter();
      StreamRecord record = letter.record();
      return new Line(
          letter.id(),
          record.partition().topic(),
          record.timestamp(),
          letter.flow(),
          letter.header(DeadLetter.CAUSE).orElse(null),
          letter.number(DeadLetter.ATTEMPTS).orElse(null),
          record.key(),
          letter.header(DeadLetter.VENUE).orElse(null),
          letter.origin().map(Place::of).orElse(null),
          line.bytes(),
          line.preview().isEmpty() ? null : line.preview(),
          letter.header(Replays.OF).orElse(null),
          LetterFilter.State.of(decision).word(),
          decision == null ? null : Decided.of(decision));
    }
  }

  @Schema(name = "DeadLetterPlace", description = "A record of a topic.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Place(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "market.ticks.v1")
          String topic,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int partition,
      @Schema(description = "Missing for what is not written yet.") @Nullable Long offset,
      @Schema(description = "When its sender made it.") @Nullable Instant time) {

    static Place of(Origin origin) {
      return new Place(
          origin.partition().topic(),
          origin.partition().partition(),
          origin.offset(),
          origin.time());
    }

    static Place of(PartitionId partition) {
      return new Place(partition.topic(), partition.partition(), null, null);
    }
  }

  @Schema(name = "DeadLetterDecision")
  record Decided(
      @Schema(
              allowableValues = {"replayed", "discarded"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          String decision,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant at,
      @Schema(
              description = "As the caller named itself in `X-Operator`.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          String by,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String reason,
      @Schema(
              description = "Whether something spoke against it.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          boolean forced) {

    static Decided of(Decision decision) {
      return new Decided(
          decision.kind().word(),
          decision.at(),
          decision.by(),
          decision.reason(),
          decision.forced());
    }
  }

  @Schema(name = "DeadLetterStory", description = "All that is known of a letter.")
  record Story(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Line letter,
      @Schema(
              description = "As they came, long ones cut off.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          Map<String, String> headers,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Payload payload) {

    static Story of(LetterId id, Letter letter, @Nullable Decision decision) {
      Map<String, String> headers = new TreeMap<>();
      letter.record().headers().forEach((name, value) -> headers.put(name, shown(value)));
      return new Story(
          Line.of(LetterLine.of(id, letter.record()), decision),
          headers,
          Payload.of(letter.record().value()));
    }

    private static String shown(String value) {
      return value.length() <= HEADER_SHOWN ? value : value.substring(0, HEADER_SHOWN) + "…";
    }
  }

  @Schema(name = "DeadLetterPayload")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Payload(
      @Schema(description = "Of all of it.", requiredMode = Schema.RequiredMode.REQUIRED) int bytes,
      @Schema(
              description = "Whether only the first 64 KiB are here.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          boolean truncated,
      @Schema(description = "Where it is printable UTF-8.") @Nullable String text,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String base64) {

    static Payload of(byte[] value) {
      byte[] shown = value.length <= PAYLOAD_SHOWN ? value : Arrays.copyOf(value, PAYLOAD_SHOWN);
      return new Payload(
          value.length,
          value.length > PAYLOAD_SHOWN,
          LetterText.of(value, PAYLOAD_SHOWN).orElse(null),
          Base64.getEncoder().encodeToString(shown));
    }
  }

  @Schema(name = "DeadLetterDryRun", description = "What would become of a letter now.")
  record DryRun(
      @Schema(
              description =
                  "`works`: it can be read, whether the work succeeds shows the replay. `unknown`: it can be written again,"
                      + " nobody here can say more. `fails`, `not_replayable`: it would be refused.",
              allowableValues = {"works", "unknown", "fails", "not_replayable"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          String outcome,
      @Schema(
              description = "What it is, or why not.",
              requiredMode = Schema.RequiredMode.REQUIRED,
              example = "trade 42 of BTC-USD@coinbase")
          String detail,
      @Schema(
              description = "Where it would be written.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          List<Place> destinations) {

    static DryRun of(Verdict verdict) {
      return new DryRun(
          verdict.code(),
          verdict.sentence(),
          verdict.destinations().stream().map(Place::of).toList());
    }
  }

  @Schema(name = "DeadLetterReplay")
  record ReplayBody(
      @Schema(description = REQUIRED_REASON, requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String reason,
      @Schema(
              description = "Replays what was decided before, or what its flow still cannot read.",
              defaultValue = "false")
          @Nullable Boolean force) {}

  @Schema(name = "DeadLetterDiscard")
  record DiscardBody(
      @Schema(description = REQUIRED_REASON, requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String reason) {}

  @Schema(name = "DeadLetterFilter", description = "As the list's parameters; open letters only.")
  record FilterBody(
      @Nullable String topic,
      @Nullable String flow,
      @Nullable String venue,
      @Schema(description = "`name:value`") @Nullable String header,
      @Schema(description = "Part of the sentence.") @Nullable String cause,
      @Nullable String from,
      @Nullable String to) {}

  @Schema(name = "DeadLetterBulk")
  record BulkBody(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable FilterBody filter,
      @Schema(
              description = "Letters at most, the newest first.",
              minimum = "1",
              maximum = "1000",
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable Integer max,
      @Schema(description = REQUIRED_REASON + " Not needed for a dry run.") @Nullable String reason,
      @Schema(description = "Of a dry run: letters that came after it are left out.")
          @Nullable String asOf) {}

  @Schema(name = "DeadLetterBulkDone")
  record BulkDone(
      @Schema(
              description = "Open letters that fit the filter, `max` at most.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          int matched,
      @Schema(
              description = "Replayed or discarded; 0 in a dry run.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          int done,
      @Schema(
              description = "That could not be written; they stay open.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          int failed,
      @Schema(
              description = "Letters by the outcome of their dry run.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          Map<String, Integer> outcomes,
      @Schema(
              description = "Why letters are left out, and how many.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          Map<String, Integer> reasons,
      @Schema(
              description = "Whether there may be more: `max` or the time was reached.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          boolean more,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String asOf) {

    static BulkDone of(Desk.Bulk bulk) {
      return new BulkDone(
          bulk.matched(),
          bulk.done(),
          bulk.failed(),
          bulk.counts(),
          bulk.reasons(),
          bulk.isMore(),
          bulk.asOf().toString());
    }
  }
}
