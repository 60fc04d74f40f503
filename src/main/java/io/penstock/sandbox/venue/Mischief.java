package io.penstock.sandbox.venue;

import io.penstock.sandbox.venue.Frame.Text;
import io.penstock.sandbox.venue.Subject.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The faults of one connection: stands between what happens and what is sent. */
final class Mischief {

  private final Listed listed;
  private final Function<String, Subject> about;
  private final List<Trick> tricks = new ArrayList<>();
  private final Map<Trick.Swap, Text> held = new HashMap<>();
  private volatile Voice voice = Voice.ALL;

  Mischief(Listed listed, Function<String, Subject> about) {
    this.listed = listed;
    this.about = about;
  }

  void speak(Voice only) {
    voice = only;
  }

  boolean isMute() {
    return voice == Voice.NOTHING;
  }

  void add(Trick trick) {
    tricks.add(trick);
  }

  /** What of it is sent, and how. */
  List<Frame> pass(List<Frame> frames) {
    if (frames.isEmpty() || voice == Voice.ALL && tricks.isEmpty() && listed.isWhole()) {
      return frames;
    }
    List<Frame> passed = new ArrayList<>();
    for (Frame frame : frames) {
      if (frame instanceof Text text) {
        pass(text, about.apply(text.text()), passed);
      } else if (frame.isLast() || voice != Voice.NOTHING) {
        passed.add(frame);
      }
    }
    return passed;
  }

  private void pass(Text text, Subject subject, List<Frame> passed) {
    String product = subject.product();
    if (!says(subject.kind()) || product != null && listed.isDelisted(product)) {
      return;
    }
    Text message = text;
    boolean twice = false;
    for (Iterator<Trick> waiting = tricks.iterator(); waiting.hasNext(); ) {
      Trick trick = waiting.next();
      if (!subject.is(trick.kind(), trick.product())) {
        continue;
      }
      switch (trick) {
        case Trick.LeaveOut leaveOut -> {
          waiting.remove();
          return;
        }
        case Trick.Twice two -> {
          twice = true;
          waiting.remove();
        }
        case Trick.Alter alter -> {
          message = new Text(alter.change().apply(message.text()));
          waiting.remove();
        }
        case Trick.Swap swap -> {
          Text first = held.remove(swap);
          if (first == null) {
            held.put(swap, message);
            return;
          }
          passed.add(message);
          message = first;
          waiting.remove();
        }
      }
    }
    passed.add(message);
    if (twice) {
      passed.add(message);
    }
  }

  private boolean says(Kind kind) {
    return switch (voice) {
      case ALL -> true;
      case HEARTBEATS -> kind == Kind.HEARTBEAT || kind == Kind.ANSWER;
      case NOTHING -> false;
    };
  }
}
