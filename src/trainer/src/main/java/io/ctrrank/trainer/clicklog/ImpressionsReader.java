package io.ctrrank.trainer.clicklog;

import com.google.gson.JsonObject;
import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the impressions: one a line. What one search showed to a user is one moment, the first of
 * its rows' times, so that no impression sees another one of its page.
 */
final class ImpressionsReader {
  static final String TIME = "time";
  static final String USER = "user";
  static final String ITEM = "item";
  static final String CLICKED = "clicked";
  static final String QUERY_ID = "query_id";
  static final String QUERY = "query";
  static final String POSITION = "position";

  private static final Set<String> MEMBERS =
      Set.of(TIME, USER, ITEM, CLICKED, QUERY_ID, QUERY, POSITION);

  private final Catalogue catalogue;
  private final List<Row> rows = new ArrayList<>();
  private final Map<Row.Shown, Long> lines = new HashMap<>();
  private final Map<Moment, Long> firstTimes = new HashMap<>();

  /**
   * What a user saw at once.
   *
   * @param search the search's id, or the time where there is none
   */
  private record Moment(String user, String search) {}

  private record Row(Shown shown, long time, boolean clicked, Optional<String> query) {
    private record Shown(Moment moment, String item) {}
  }

  private ImpressionsReader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  static List<Impression> read(
      Path file, Catalogue catalogue, Tolerance tolerance, ReadListener listener)
      throws DataException {
    ImpressionsReader reader = new ImpressionsReader(catalogue);
    JsonLines.read(file, tolerance, listener, reader::add);
    return reader.impressions();
  }

  private void add(JsonObject row, long line) throws RowException {
    Members members = new Members(row);
    members.requireOnly(MEMBERS);
    long time = members.time(TIME);
    String user = members.id(USER);
    String item = members.id(ITEM);
    boolean clicked = members.flag(CLICKED);
    Optional<String> queryId = members.idOrNone(QUERY_ID);
    Optional<String> query = members.textOrNone(QUERY);
    members.requirePositionOrNone(POSITION);
    int index = catalogue.indexOf(item);
    if (index < 0) {
      throw new RowException(
          "item is [" + item + "]; expected one that [" + ClickLog.ITEMS + "] lists");
    }
    Moment moment = new Moment(user, queryId.map(id -> "id " + id).orElse("time " + time));
    Row.Shown shown = new Row.Shown(moment, catalogue.item(index).id());
    Long earlier = lines.putIfAbsent(shown, line);
    if (earlier != null) {
      throw new RowException(
          "user ["
              + user
              + "] was shown item ["
              + item
              + "] at line ["
              + earlier
              + "] in the same search already; expected an item once in a search");
    }
    firstTimes.merge(moment, time, Math::min);
    rows.add(new Row(shown, time, clicked, query));
  }

  private List<Impression> impressions() {
    List<Impression> impressions = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Moment moment = row.shown().moment();
      impressions.add(
          new Impression(
              moment.user(),
              row.shown().item(),
              firstTimes.getOrDefault(moment, row.time()),
              row.clicked() ? BehaviorEvent.CLICK : BehaviorEvent.SKIP,
              row.clicked(),
              row.query().orElse(null)));
    }
    return impressions;
  }
}
