package io.ctrrank.plugin.impression;

import io.ctrrank.plugin.rescore.CtrLogBuilder;
import io.ctrrank.plugin.rescore.CtrLogPhase;
import io.ctrrank.plugin.rescore.Decisions;
import io.ctrrank.plugin.user.RecallOrder;
import io.ctrrank.plugin.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.search.SearchExtBuilder;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.builder.SearchSourceBuilder;

/**
 * One search that may be logged: its hits tell what was scored, whether or not it asks for that.
 */
public final class Recording {
  private final boolean logIsWanted;
  private final int from;
  private final Optional<String> interleaving;
  private final boolean isInSample;

  private Recording(
      boolean logIsWanted, int from, Optional<String> interleaving, boolean isInSample) {
    this.logIsWanted = logIsWanted;
    this.from = from;
    this.interleaving = interleaving;
    this.isInSample = isInSample;
  }

  /**
   * Of a search whose user is known to be in the sample.
   *
   * @param wire format that all nodes with data read
   */
  static Recording ofSampled(SearchSourceBuilder source, int wire) {
    return begin(source, Optional.empty(), true, wire);
  }

  /**
   * Of a search whose user is known when it is decided.
   *
   * @param interleaving name under which models are compared on one page
   * @param wire format that all nodes with data read
   */
  static Recording begin(SearchSourceBuilder source, Optional<String> interleaving, int wire) {
    return begin(source, interleaving, false, wire);
  }

  private static Recording begin(
      SearchSourceBuilder source, Optional<String> interleaving, boolean isInSample, int wire) {
    boolean wanted = CtrLogBuilder.of(source).isPresent();
    if (!wanted) {
      List<SearchExtBuilder> sections = new ArrayList<>(source.ext());
      sections.add(
          wire < WireFormat.SHORT_LOG ? new CtrLogBuilder(false) : CtrLogBuilder.ofImpressions());
      source.ext(sections);
    }
    return new Recording(wanted, Math.max(0, source.from()), interleaving, isInSample);
  }

  /**
   * Writes what was shown and takes off what the search did not ask for.
   *
   * @param decisions how the search was decided; none if it had no rescorer after all
   * @return the name of the search that clicks are to be posted under; empty if it is not logged
   */
  public Optional<String> end(SearchResponse response, Decisions decisions, ImpressionLog log) {
    Optional<String> queryId =
        decisions
            .last()
            .filter(how -> how.resolution() != RecallOrder.DISABLED)
            .filter(how -> log.takes(how, interleaving.isPresent()))
            .filter(how -> isInSample || log.isInSample(how.unit()))
            .flatMap(
                how ->
                    log.add(
                        () ->
                            new Page(how, decisions, interleaving, response).shown(log.now(), from),
                        response.getHits().getHits().length));
    if (!logIsWanted) {
      for (SearchHit hit : response.getHits().getHits()) {
        // Fields of a hit without any cannot be removed from.
        if (!hit.getDocumentFields().isEmpty()) {
          hit.removeDocumentField(CtrLogPhase.LOG_FIELD);
        }
      }
    }
    return queryId;
  }
}
