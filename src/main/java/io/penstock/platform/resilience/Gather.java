package io.penstock.platform.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Gathers what has arrived into lists, so that the batch size follows the load: nothing waits while
 * the reader is idle, and a busy reader finds all that came meanwhile. No timer.
 *
 * <p>The reader has to ask for one list at a time, or everything leaves in lists of one:
 *
 * <pre>{@code
 * ticks.transform(Gather.upTo(500))
 *      .concatMap(this::store, 0)
 * }</pre>
 */
public final class Gather {

  private Gather() {}

  /**
   * An operator that answers each request with one list of what has arrived: 1 to {@code max}
   * elements, in order.
   *
   * <p>Holds at most {@code max} elements and never has more than {@code max} asked for or held; a
   * source that sends more gets an overflow error. Completion and error are passed on after the
   * rest. On cancel what is held is discarded.
   *
   * @throws IllegalArgumentException when {@code max} is not positive
   */
  public static <T> Function<Flux<T>, Flux<List<T>>> upTo(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("max must be positive, is " + max);
    }
    return source -> new Gathering<>(source, max);
  }

  private static final class Gathering<T> extends FluxOperator<T, List<T>> {

    private final int max;

    Gathering(Flux<T> source, int max) {
      super(source);
      this.max = max;
    }

    @Override
    public void subscribe(CoreSubscriber<? super List<T>> reader) {
      source.subscribe(new Gatherer<>(reader, max));
    }
  }

  /** Between one source and one reader; whoever moves {@link #work} from 0 delivers for all. */
  private static final class Gatherer<T> implements CoreSubscriber<T>, Subscription {

    private final CoreSubscriber<? super List<T>> reader;
    private final int max;
    private final Queue<T> held;
    private final AtomicInteger heldCount = new AtomicInteger();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong requested = new AtomicLong();
    private @Nullable Subscription source;
    private volatile boolean done;
    private volatile boolean cancelled;
    private @Nullable Throwable failure;

    Gatherer(CoreSubscriber<? super List<T>> reader, int max) {
      this.reader = reader;
      this.max = max;
      this.held = Queues.<T>get(max).get();
    }

    @Override
    public Context currentContext() {
      return reader.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (Operators.validate(source, subscription)) {
        source = subscription;
        reader.onSubscribe(this);
        boolean delivering = work.getAndIncrement() == 0;
        subscription.request(max); // what a source sends from inside its request leaves as one list
        if (delivering) {
          deliverUntilNoWork();
        }
      }
    }

    @Override
    public void onNext(T element) {
      if (done) {
        Operators.onNextDropped(element, currentContext());
      } else if (cancelled) {
        Operators.onDiscard(element, currentContext());
      } else if (heldCount.get() == max) {
        Operators.onDiscard(element, currentContext());
        source().cancel();
        onError(Exceptions.failWithOverflow("the source sent more than the " + max + " asked for"));
      } else {
        heldCount.incrementAndGet();
        held.offer(element);
        deliver();
      }
    }

    @Override
    public void onError(Throwable error) {
      if (done || cancelled) {
        Operators.onErrorDropped(error, currentContext());
        return;
      }
      failure = error;
      done = true;
      deliver();
    }

    @Override
    public void onComplete() {
      done = true;
      deliver();
    }

    @Override
    public void request(long lists) {
      if (Operators.validate(lists)) {
        requested.accumulateAndGet(lists, Operators::addCap);
        deliver();
      }
    }

    @Override
    public void cancel() {
      if (!cancelled) {
        cancelled = true;
        source().cancel();
        deliver();
      }
    }

    private void deliver() {
      if (work.getAndIncrement() == 0) {
        deliverUntilNoWork();
      }
    }

    private void deliverUntilNoWork() {
      int seen = 1;
      do {
        deliverAll();
        seen = work.addAndGet(-seen);
      } while (seen != 0);
    }

    private void deliverAll() {
      while (true) {
        if (cancelled) {
          Operators.onDiscardQueueWithClear(held, currentContext(), null);
          return;
        }
        boolean wasDone = done;
        if (held.isEmpty()) {
          if (wasDone) {
            end();
          }
          return;
        }
        if (requested.get() == 0) {
          return;
        }
        List<T> list = take();
        if (requested.get() != Long.MAX_VALUE) {
          requested.decrementAndGet();
        }
        reader.onNext(list);
        if (!wasDone) {
          source().request(list.size());
        }
      }
    }

    private List<T> take() {
      int size = Math.min(heldCount.get(), max);
      List<T> list = new ArrayList<>(size);
      for (T element = held.poll();
          element != null;
          element = list.size() < size ? held.poll() : null) {
        list.add(element);
      }
      heldCount.addAndGet(-list.size());
      return list;
    }

    private void end() {
      cancelled = true;
      if (failure == null) {
        reader.onComplete();
      } else {
        reader.onError(failure);
      }
    }

    private Subscription source() {
      if (source == null) {
        throw new IllegalStateException("not subscribed");
      }
      return source;
    }
  }
}
