package io.penstock.market.fanout;

import io.penstock.market.tick.Level;
import io.penstock.platform.values.Decimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What turns one side of a book into another: levels that are new or changed, and those that went,
 * with quantity 0. So subscribers hear of a whole book, which the pipeline repeats every few
 * seconds, only what they do not know.
 */
final class BookDifference {

  private BookDifference() {}

  /**
   * @param before best first
   * @param after best first
   * @param bestFirst the side's order of prices
   * @return best first
   */
  static List<Level> between(List<Level> before, List<Level> after, Comparator<Decimal> bestFirst) {
    List<Level> changes = new ArrayList<>();
    int b = 0;
    int a = 0;
    while (b < before.size() || a < after.size()) {
      int order;
      if (b == before.size()) {
        order = 1;
      } else if (a == after.size()) {
        order = -1;
      } else {
        order = bestFirst.compare(before.get(b).price(), after.get(a).price());
      }
      if (order < 0) {
        changes.add(new Level(before.get(b).price(), Decimal.ZERO));
        b++;
      } else if (order > 0) {
        changes.add(after.get(a));
        a++;
      } else {
        if (!before.get(b).quantity().equals(after.get(a).quantity())) {
          changes.add(after.get(a));
        }
        b++;
        a++;
      }
    }
    return changes;
  }
}
