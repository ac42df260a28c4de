package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonObject;
import io.ctrrank.trainer.clicklog.cluster.Counts.Fate;
import io.ctrrank.trainer.clicklog.cluster.LoggedEvent.Shown;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Joins clicks to impressions as the report of an experiment does: by search and document, the
 * first click on the first impression, unless it comes too late. Where a click names an index that
 * has ads, it is on the document of that index. Clocks differ: a click may seem to come before its
 * impression. Impressions that the report does not count are left out, and further ones of an ad in
 * one search.
 */
final class ClickJoin {
  private final CatalogueWriter catalogue;
  private final Duration attribution;
  private final Counts counts;
  private final Map<Key, Long> clicks = new HashMap<>();
  private final Set<Key> seen = new HashSet<>();

  /** Items by search, where an item may have several documents. */
  private final Set<Shown> written = new HashSet<>();

  /** A document of a search: of an index, or of whichever. */
  private record Key(Shown shown, String index) {
    static final String ANY = "";
  }

  ClickJoin(CatalogueWriter catalogue, Duration attribution, Counts counts) {
    this.catalogue = catalogue;
    this.attribution = attribution;
    this.counts = counts;
  }

  /** Takes a click; older ones come first. */
  void click(JsonObject hit) {
    LoggedEvent event = LoggedEvent.of(hit);
    Optional<Shown> shown = event.shown();
    if (shown.isEmpty()) {
      counts.add(Fate.CLICK_WITHOUT_IDS);
      return;
    }
    String index = event.text(LoggedEvent.INDEX).filter(catalogue::hasIndex).orElse(Key.ANY);
    if (clicks.putIfAbsent(new Key(shown.get(), index), event.time()) != null) {
      counts.add(Fate.CLICK_REPEATED);
    }
  }

  /** Takes an impression; older ones come first, and all clicks before them. */
  void impression(JsonObject hit, BufferedWriter out) throws IOException {
    LoggedEvent event = LoggedEvent.of(hit);
    Optional<Shown> ids = event.shown();
    if (ids.isEmpty()) {
      counts.add(Fate.IMPRESSION_WITHOUT_IDS);
      return;
    }
    Shown shown = ids.get();
    Key key = new Key(shown, event.text(LoggedEvent.INDEX).orElse(Key.ANY));
    if (!seen.add(key)) {
      counts.add(Fate.IMPRESSION_REPEATED);
      return;
    }
    Optional<Long> click = click(key);
    Optional<String> item =
        catalogue.item(event.text(LoggedEvent.ITEM), event.text(LoggedEvent.INDEX), shown.object());
    Optional<Fate> leftOut = leftOut(event, item);
    if (leftOut.isPresent()) {
      counts.add(leftOut.get());
      click.ifPresent(at -> counts.add(Fate.CLICK_LEFT_OUT));
      return;
    }
    if (!written.add(new Shown(shown.query(), item.orElseThrow()))) {
      counts.add(Fate.IMPRESSION_REPEATED);
      click.ifPresent(at -> counts.add(Fate.CLICK_LEFT_OUT));
      return;
    }
    boolean late = click.isPresent() && click.get() - event.time() > attribution.toMillis();
    boolean clicked = click.isPresent() && !late;
    if (late) {
      counts.add(Fate.CLICK_LATE);
    }
    counts.add(Fate.IMPRESSION);
    counts.add(Fate.CLICK, clicked ? 1 : 0);
    out.write(row(event, shown, item.orElseThrow(), clicked).toString());
    out.newLine();
  }

  /** The earlier one of those that name the impression's index and those that name none. */
  private Optional<Long> click(Key impression) {
    Long own = clicks.remove(impression);
    Long any =
        impression.index().equals(Key.ANY)
            ? null
            : clicks.remove(new Key(impression.shown(), Key.ANY));
    if (own == null || any == null) {
      return Optional.ofNullable(own == null ? any : own);
    }
    counts.add(Fate.CLICK_REPEATED);
    return Optional.of(Math.min(own, any));
  }

  private static Optional<Fate> leftOut(LoggedEvent event, Optional<String> item) {
    if (event.forced()) {
      return Optional.of(Fate.IMPRESSION_FORCED);
    }
    if (event.user().isEmpty()) {
      return Optional.of(Fate.IMPRESSION_WITHOUT_USER);
    }
    return item.isEmpty() ? Optional.of(Fate.IMPRESSION_OF_NO_ITEM) : Optional.empty();
  }

  private static JsonObject row(LoggedEvent event, Shown shown, String item, boolean clicked) {
    JsonObject row = new JsonObject();
    row.addProperty("time", Instant.ofEpochMilli(event.time()).toString());
    row.addProperty("user", event.user().orElseThrow());
    row.addProperty("item", item);
    row.addProperty("clicked", clicked);
    row.addProperty("query_id", shown.query());
    event.text(LoggedEvent.QUERY_TEXT).ifPresent(query -> row.addProperty("query", query));
    event
        .text(LoggedEvent.POSITION)
        .ifPresent(position -> row.addProperty("position", Long.valueOf(position)));
    return row;
  }

  /** Counts the clicks that no impression came for. */
  void finish() {
    counts.add(Fate.CLICK_WITHOUT_IMPRESSION, clicks.size());
    clicks.clear();
  }
}
