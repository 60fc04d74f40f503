package io.penstock.sandbox.venue;

import io.penstock.sandbox.venue.ProductModel.ModelTrade;
import java.util.HashMap;
import java.util.Map;

/** The last day of each product, sampled anew every quarter of an hour. Used by one thread. */
public final class ModelDays {

  private final Map<String, Quarter> quarters = new HashMap<>();

  /** The day before a trade, its price included. */
  public ModelDay until(ProductModel model, ModelTrade last) {
    long quarter = ModelDay.quarter(model, last.micros());
    Quarter known = quarters.get(model.product().id());
    if (known == null || known.number != quarter) {
      known = new Quarter(quarter, ModelDay.before(model, quarter));
      quarters.put(model.product().id(), known);
    }
    return known.day.with(last.price());
  }

  private record Quarter(long number, ModelDay day) {}
}
