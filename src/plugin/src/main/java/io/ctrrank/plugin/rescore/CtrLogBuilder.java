package io.ctrrank.plugin.rescore;

import io.ctrrank.plugin.request.CtrLogJson;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.search.SearchExtBuilder;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.jspecify.annotations.Nullable;

/**
 * {@code "ext": {"ctr_log": {}}}: asks that every hit tells what was scored. Under a retriever the
 * hits are scored in another search than the one that fetches them; a trace, which both carry, then
 * leads from one to the other. It is told when, and only when, a rescorer was decided by then: it
 * is another for each search, and searches without one may be answered by the shard request cache.
 * Immutable but for that.
 */
public final class CtrLogBuilder extends SearchExtBuilder {
  /** Name of the section. */
  public static final String NAME = "ctr_log";

  /** How much is told of a hit. */
  private enum Detail {
    /** What the log of impressions takes: {@link ScoredHit}. */
    SHORT(";short"),
    /** What was scored, and of what. */
    SCORES(""),
    /** What the model read, too. */
    FEATURES(";features");

    /** Stands behind the trace on the wire. */
    private final String suffix;

    Detail(String suffix) {
      this.suffix = suffix;
    }
  }

  private final @Nullable String trace;
  private final Detail detail;

  /** How rescorers are decided that score under the trace; null where that is known no more. */
  private final @Nullable Decisions decisions;

  /**
   * Asks for the log of the search's own rescorers.
   *
   * @param features whether what the model read of each hit is wanted, too
   */
  public CtrLogBuilder(boolean features) {
    this(null, features ? Detail.FEATURES : Detail.SCORES, null);
  }

  private CtrLogBuilder(@Nullable String trace, Detail detail, @Nullable Decisions decisions) {
    this.trace = trace;
    this.detail = detail;
    this.decisions = decisions;
  }

  /** Asks for what the log of impressions takes, which all nodes with data know how to tell. */
  public static CtrLogBuilder ofImpressions() {
    return new CtrLogBuilder(null, Detail.SHORT, null);
  }

  /** Reads what another node wrote. */
  public static CtrLogBuilder read(StreamInput in) throws IOException {
    String text = in.readOptionalString();
    if (text == null) {
      return new CtrLogBuilder(false);
    }
    for (Detail detail : List.of(Detail.SHORT, Detail.FEATURES)) {
      if (text.endsWith(detail.suffix)) {
        String trace = text.substring(0, text.length() - detail.suffix.length());
        return new CtrLogBuilder(trace.isEmpty() ? null : trace, detail, null);
      }
    }
    return new CtrLogBuilder(text, Detail.SCORES, null);
  }

  /** Reads the section from the JSON of a search. */
  public static CtrLogBuilder fromXContent(XContentParser parser) throws IOException {
    return new CtrLogBuilder(CtrLogJson.read(parser));
  }

  /** The section of a search, if it has one. */
  public static Optional<CtrLogBuilder> of(SearchSourceBuilder source) {
    for (SearchExtBuilder section : source.ext()) {
      if (section instanceof CtrLogBuilder log) {
        return Optional.of(log);
      }
    }
    return Optional.empty();
  }

  /**
   * Makes {@code source} ask for the log of what its retrievers score under {@code trace}.
   *
   * @param decisions how their rescorers are decided
   */
  static void trace(SearchSourceBuilder source, String trace, Decisions decisions) {
    List<SearchExtBuilder> sections =
        source.ext().stream()
            .map(
                section ->
                    section instanceof CtrLogBuilder log
                        ? new CtrLogBuilder(trace, log.detail, decisions)
                        : section)
            .toList();
    source.ext(sections);
  }

  /** Names what retrievers score for this search; empty when none does. */
  Optional<String> trace() {
    return decisions != null && decisions.last().isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(trace);
  }

  /** Whether what the model read of each hit is wanted, too. */
  boolean features() {
    return detail == Detail.FEATURES;
  }

  /** Whether nothing is wanted but what the log of impressions takes. */
  boolean isShort() {
    return detail == Detail.SHORT;
  }

  /** One string, which releases that do not know the detail read as a trace that leads nowhere. */
  @Override
  public void writeTo(StreamOutput out) throws IOException {
    Optional<String> told = trace();
    out.writeOptionalString(
        detail == Detail.SCORES ? told.orElse(null) : told.orElse("") + detail.suffix);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.field(NAME);
    CtrLogJson.write(builder, features());
    return builder;
  }

  @Override
  public String getWriteableName() {
    return NAME;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CtrLogBuilder log
        && detail == log.detail
        && Objects.equals(trace, log.trace);
  }

  @Override
  public int hashCode() {
    return Objects.hash(trace, detail);
  }
}
