package io.penstock.sandbox.cards;

import static io.penstock.sandbox.cards.CardsWire.set;
import static io.penstock.sandbox.cards.CardsWire.text;

import com.solab.iso8583.IsoMessage;
import io.penstock.sandbox.cards.Booking.Key;
import io.penstock.sandbox.cards.TestCard.Manner;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the network decides: reads a message, books, and tells what to answer. Used by one thread.
 */
final class CardsDesk {

  /** Repeated in every answer to an order. */
  private static final int[] REPEATED = {3, 4, 7, 11, 32, 37, 41, 42, 49};

  private static final int[] NEEDED = {3, 4, 7, 11, 32, 37, 41, 42, 49};

  private final CardsWire wire = new CardsWire();
  private final CardBooks books;
  private final CardsProperties settings;
  private final Clock clock;
  private final Map<Deed, TestCard> next = new EnumMap<>(Deed.class);
  private boolean mute;
  private boolean refusing;
  private Duration slow = Duration.ZERO;
  private Instant inquiriesMuteUntil = Instant.MIN;
  private long orders;
  private long managed;

  CardsDesk(CardBooks books, CardsProperties settings, Clock clock) {
    this.books = books;
    this.settings = settings;
    this.clock = clock;
  }

  void mute() {
    mute = true;
  }

  void refuse() {
    refusing = true;
  }

  void slow(Duration by) {
    slow = by;
  }

  void muteInquiries(Duration span) {
    inquiriesMuteUntil = clock.instant().plus(span);
  }

  /** The next deed of that kind goes this way, whatever its card or amount says. */
  void next(Deed deed, TestCard behaviour) {
    next.put(deed, behaviour);
  }

  /** Takes back all of the above. */
  void heal() {
    mute = false;
    refusing = false;
    slow = Duration.ZERO;
    inquiriesMuteUntil = Instant.MIN;
    next.clear();
  }

  CardBooks books() {
    return books;
  }

  /** Orders and inquiries so far, the faulty ones included. */
  long orders() {
    return orders;
  }

  long managed() {
    return managed;
  }

  List<Reaction> hear(byte[] frame) {
    IsoMessage message = wire.read(frame);
    if (message != null && message.getType() >= 0x800) {
      managed++;
    } else {
      orders++;
    }
    if (mute) {
      return List.of();
    }
    if (message == null) {
      return List.of(new Reaction.Break());
    }
    return switch (message.getType()) {
      case 0x800 -> manage(message);
      case 0x810 -> List.of();
      case 0x600 -> inquire(message);
      default -> order(message);
    };
  }

  private List<Reaction> manage(IsoMessage message) {
    IsoMessage answer = wire.answer(message, 7, 11, 32, 41, 70);
    set(answer, 39, refusing ? "91" : "00");
    return List.of(say(answer));
  }

  private List<Reaction> inquire(IsoMessage message) {
    String reference = text(message, 37);
    String about = text(message, 90);
    IsoMessage answer = wire.answer(message, 7, 11, 32, 37, 41, 42);
    if (reference == null || about == null) {
      set(answer, 39, "30");
      return List.of(say(answer));
    }
    Booking found =
        deeds(about).stream()
            .map(deed -> books.find(deed, reference))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (isSilentAbout(found)) {
      return List.of();
    }
    if (found == null) {
      set(answer, 39, "25");
      return List.of(say(answer));
    }
    set(answer, 90, about);
    tell(answer, found);
    return List.of(say(answer));
  }

  private boolean isSilentAbout(@Nullable Booking found) {
    Instant now = clock.instant();
    boolean hidden =
        found != null
            && found.behaviour().equals(TestCard.INQUIRY_UNANSWERED.code())
            && now.isBefore(found.at().plus(settings.inquirySilence()));
    return hidden || now.isBefore(inquiriesMuteUntil);
  }

  /** What an original's type in DE90 can have been. */
  private static List<Deed> deeds(String original) {
    return switch (original.substring(0, 4)) {
      case "0100" -> List.of(Deed.AUTHORIZATION);
      case "0200" -> List.of(Deed.PURCHASE, Deed.REFUND);
      case "0220" -> List.of(Deed.CAPTURE);
      case "0420" -> List.of(Deed.REVERSAL);
      default -> List.of();
    };
  }

  private List<Reaction> order(IsoMessage message) {
    Deed deed = deed(message);
    if (Arrays.stream(NEEDED).anyMatch(field -> text(message, field) == null)
        || !Order.isReadable(message, deed)) {
      IsoMessage answer = wire.answer(message, REPEATED);
      set(answer, 39, "30");
      return List.of(say(answer));
    }
    Order order = Order.of(message, deed, this::originalDeed);
    Booking known = books.find(deed, order.reference());
    return known == null ? first(message, order) : again(message, order, known);
  }

  private static Deed deed(IsoMessage message) {
    return switch (message.getType()) {
      case 0x100 -> Deed.AUTHORIZATION;
      case 0x200 -> String.valueOf(text(message, 3)).startsWith("20") ? Deed.REFUND : Deed.PURCHASE;
      case 0x220, 0x221 -> Deed.CAPTURE;
      case 0x420, 0x421 -> Deed.REVERSAL;
      default -> throw new IllegalStateException("no order");
    };
  }

  /** Of those that DE90 allows, the one that is in the books. */
  private @Nullable Deed originalDeed(String about, String reference) {
    List<Deed> possible = deeds(about);
    return possible.stream()
        .filter(deed -> books.find(deed, reference) != null)
        .findFirst()
        .orElse(possible.isEmpty() ? null : possible.getFirst());
  }

  /** Booked once; who is silent about it stays so, but a reversal is repeated to be answered. */
  private List<Reaction> again(IsoMessage message, Order order, Booking known) {
    IsoMessage answer = wire.answer(message, REPEATED);
    if (known.amountMinor() != order.amount() || !known.currency().equals(order.currency())) {
      set(answer, 39, "94");
      return List.of(say(answer));
    }
    Manner manner = TestCard.ofCode(known.behaviour()).manner();
    boolean silent = manner == Manner.BOOK_IN_SILENCE || manner == Manner.INQUIRY_IN_SILENCE;
    if (silent && known.deed() != Deed.REVERSAL) {
      return List.of();
    }
    tell(answer, known);
    return List.of(say(answer));
  }

  private List<Reaction> first(IsoMessage message, Order order) {
    TestCard behaviour = behaviour(order);
    Manner manner = behaviour.manner();
    if (manner == Manner.LOSE) {
      return List.of();
    }
    if (manner == Manner.BREAK) {
      return List.of(new Reaction.Break());
    }
    Booking booking = book(order, behaviour);
    IsoMessage answer = wire.answer(message, REPEATED);
    tell(answer, booking);
    return switch (manner) {
      case ANSWER -> List.of(say(answer));
      case ANSWER_LATE -> List.of(say(answer, settings.lateAfter()));
      case ANSWER_SLOWLY -> List.of(say(answer, settings.slowAfter()));
      case ANSWER_TWICE -> List.of(say(answer), say(answer));
      case ANSWER_GARBAGE -> List.of(garbage(answer));
      case ANSWER_SEEN -> List.of(say(with(answer, "94")));
      case ANSWER_DOUBTFULLY -> List.of(say(with(answer, "68")));
      case BOOK_IN_SILENCE, INQUIRY_IN_SILENCE, LOSE -> List.of();
      case BOOK_AND_BREAK, BREAK -> List.of(new Reaction.Break());
    };
  }

  private TestCard behaviour(Order order) {
    TestCard asked = next.remove(order.deed());
    if (asked != null) {
      return asked;
    }
    return switch (order.deed()) {
      case AUTHORIZATION, PURCHASE ->
          TestCard.ofNumber(order.card()).orElse(TestCard.INCORRECT_NUMBER);
      case CAPTURE, REFUND -> TestCard.ofAmount(order.amount());
      case REVERSAL -> TestCard.APPROVED;
    };
  }

  private Booking book(Order order, TestCard behaviour) {
    String code =
        behaviour.responseCode().equals("00") || behaviour.responseCode().equals("10")
            ? check(order, behaviour.responseCode())
            : behaviour.responseCode();
    long done =
        switch (code) {
          case "00" -> order.deed() == Deed.REVERSAL ? takenBack(order) : order.amount();
          case "10" -> order.amount() / 2;
          default -> 0;
        };
    boolean coded = done > 0 && order.deed() != Deed.REVERSAL;
    Booking booking =
        new Booking(
            books.nextSeq(),
            order.deed(),
            order.reference(),
            order.originalDeed(),
            order.original(),
            order.amount(),
            done,
            order.currency(),
            code,
            coded ? "%06d".formatted(books.nextSeq() * 7_919 % 1_000_000) : "",
            order.maskedCard(),
            order.merchant(),
            behaviour.code(),
            clock.instant());
    books.book(booking);
    return booking;
  }

  /** The code with which it ends, if its behaviour allows {@code granted}. */
  private String check(Order order, String granted) {
    if (books.isOvertaken(new Key(order.deed(), order.reference()))) {
      return "57";
    }
    return switch (order.deed()) {
      case AUTHORIZATION, PURCHASE ->
          order.isExpired(YearMonth.from(clock.instant().atZone(ZoneOffset.UTC))) ? "54" : granted;
      case CAPTURE -> within(order, original(order), true);
      case REFUND -> within(order, original(order), false);
      case REVERSAL -> granted;
    };
  }

  private @Nullable Account original(Order order) {
    Deed deed = order.originalDeed();
    String reference = order.original();
    return deed == null || reference == null ? null : books.account(new Key(deed, reference));
  }

  private static String within(Order order, @Nullable Account original, boolean capture) {
    if (original == null) {
      return "76";
    }
    long left = capture ? original.held() : original.left();
    return order.amount() <= left ? "00" : "13";
  }

  /** All that is left of the original, or as much as has to go for the rest to remain. */
  private long takenBack(Order order) {
    Account original = original(order);
    if (original == null) {
      return 0;
    }
    long left = order.originalDeed() == Deed.AUTHORIZATION ? original.held() : original.left();
    return Math.max(0, Math.min(left, left - order.remaining()));
  }

  /** What the books say. */
  private static void tell(IsoMessage answer, Booking booking) {
    set(answer, 39, booking.responseCode());
    boolean done = booking.responseCode().equals("00") || booking.responseCode().equals("10");
    if (done && !booking.authorizationCode().isEmpty()) {
      set(answer, 38, booking.authorizationCode());
    }
    long amount =
        done && booking.deed() != Deed.REVERSAL ? booking.doneMinor() : booking.amountMinor();
    set(answer, 4, "%012d".formatted(amount));
    set(answer, 49, "%03d".formatted(Currency.getInstance(booking.currency()).getNumericCode()));
  }

  private static IsoMessage with(IsoMessage answer, String code) {
    set(answer, 39, code);
    return answer;
  }

  private Reaction say(IsoMessage answer) {
    return say(answer, Duration.ZERO);
  }

  private Reaction say(IsoMessage answer, Duration after) {
    return new Reaction.Say(answer.writeData(), after.plus(slow));
  }

  /** Its fields end in the middle. */
  private Reaction garbage(IsoMessage answer) {
    byte[] whole = answer.writeData();
    byte[] cut = Arrays.copyOf(whole, whole.length - 20);
    byte[] wrong = "FFFF".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(wrong, 0, cut, 4, wrong.length);
    return new Reaction.Say(cut, slow);
  }
}
