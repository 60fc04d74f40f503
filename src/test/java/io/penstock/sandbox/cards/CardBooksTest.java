package io.penstock.sandbox.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardBooksTest {

  @TempDir Path directory;

  @Test
  void areThereAfterTheEndOfTheProcess() {
    Path file = directory.resolve("cards").resolve("books.jsonl");
    CardBooks books = CardBooks.open(file);
    books.book(booking(1, Deed.AUTHORIZATION, "A", null, 1_000));
    books.book(booking(2, Deed.CAPTURE, "B", "A", 400));
    // Nothing is closed: whoever is killed closes nothing.
    CardBooks again = CardBooks.open(file);
    assertThat(again.page(null, 0, 10)).isEqualTo(books.page(null, 0, 10));
    assertThat(again.nextSeq()).isEqualTo(3);
    assertThat(again.find(Deed.AUTHORIZATION, "A")).isNotNull();
    assertThat(again.page("A", 0, 10))
        .extracting(BookView::state, BookView::capturedMinor)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("partly_captured", 400L),
            org.assertj.core.groups.Tuple.tuple("approved", 0L));
  }

  @Test
  void lineThatWasNotWrittenToItsEndIsCutOff() throws Exception {
    Path file = directory.resolve("books.jsonl");
    CardBooks.open(file).book(booking(1, Deed.PURCHASE, "A", null, 1_000));
    Files.writeString(file, "{\"seq\":2,\"deed\":\"purch", StandardOpenOption.APPEND);
    CardBooks books = CardBooks.open(file);
    assertThat(books.size()).isEqualTo(1);
    books.book(booking(2, Deed.PURCHASE, "B", null, 500));
    assertThat(CardBooks.open(file).size()).isEqualTo(2);
  }

  @Test
  void fileThatIsNoneOfOursIsRefused() throws Exception {
    Path file = directory.resolve("books.jsonl");
    Files.writeString(file, "hello\n");
    assertThatThrownBy(() -> CardBooks.open(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none of ours");
  }

  @Test
  void pagesGoOnWhereTheLastOneEnded() {
    CardBooks books = CardBooks.inMemory();
    for (int seq = 1; seq <= 5; seq++) {
      books.book(booking(seq, Deed.PURCHASE, "R" + seq, null, seq));
    }
    assertThat(books.page(null, 0, 2))
        .extracting(view -> view.booking().seq())
        .containsExactly(1L, 2L);
    assertThat(books.page(null, 2, 2))
        .extracting(view -> view.booking().seq())
        .containsExactly(3L, 4L);
    assertThat(books.page(null, 4, 2)).extracting(view -> view.booking().seq()).containsExactly(5L);
    assertThat(books.page(null, 99, 2)).isEmpty();
  }

  @Test
  void reversalOfACaptureGivesTheHoldBack() {
    CardBooks books = CardBooks.inMemory();
    books.book(booking(1, Deed.AUTHORIZATION, "A", null, 1_000));
    books.book(booking(2, Deed.CAPTURE, "B", "A", 1_000));
    books.book(
        new Booking(
            3,
            Deed.REVERSAL,
            "B",
            Deed.CAPTURE,
            "B",
            1_000,
            1_000,
            "USD",
            "00",
            "",
            "",
            "m",
            "approved",
            Instant.EPOCH));
    assertThat(books.page("A", 0, 10).getFirst())
        .extracting(BookView::state, BookView::capturedMinor)
        .containsExactly("approved", 0L);
    assertThat(books.page("B", 0, 10).getFirst().state()).isEqualTo("reversed");
  }

  private static Booking booking(
      long seq, Deed deed, String reference, @Nullable String original, long amount) {
    return new Booking(
        seq,
        deed,
        reference,
        original == null ? null : Deed.AUTHORIZATION,
        original,
        amount,
        amount,
        "USD",
        "00",
        "000001",
        "424242…4242",
        "m",
        "approved",
        Instant.EPOCH);
  }
}
