package io.penstock.market.fanout;

import java.util.List;

/**
 * What a channel told lately.
 *
 * @param position where the channel stands
 * @param isComplete whether nothing is missing next to where the client stood
 * @param entries publications of records, in the order asked for
 */
record Told(Position position, boolean isComplete, List<Entry> entries) {}
