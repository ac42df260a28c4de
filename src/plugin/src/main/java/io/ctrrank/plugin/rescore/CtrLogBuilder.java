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
 * leads from one to the other. Immutable.
 */
public final class CtrLogBuilder extends SearchExtBuilder {
  /** Name of the section. */
  public static final String NAME = "ctr_log";

  private final @Nullable String trace;

  /** Asks for the log of the search's own rescorers. */
  public CtrLogBuilder() {
    this((String) null);
  }

  private CtrLogBuilder(@Nullable String trace) {
    this.trace = trace;
  }

  /** Reads what another node wrote. */
  public CtrLogBuilder(StreamInput in) throws IOException {
    this(in.readOptionalString());
  }

  /** Reads the section from the JSON of a search. */
  public static CtrLogBuilder fromXContent(XContentParser parser) throws IOException {
    CtrLogJson.read(parser);
    return new CtrLogBuilder();
  }

  /** The section of a search, if it has one. */
  public static Optional<CtrLogBuilder> of(SearchSourceBuilder source) {
    return source.ext().stream()
        .filter(CtrLogBuilder.class::isInstance)
        .map(CtrLogBuilder.class::cast)
        .findFirst();
  }

  /** Makes {@code source} ask for the log of what its retrievers score under {@code trace}. */
  public static void trace(SearchSourceBuilder source, String trace) {
    List<SearchExtBuilder> sections =
        source.ext().stream()
            .map(section -> section instanceof CtrLogBuilder ? new CtrLogBuilder(trace) : section)
            .toList();
    source.ext(sections);
  }

  /** Names what retrievers score for this search; empty when it rescores itself. */
  Optional<String> trace() {
    return Optional.ofNullable(trace);
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeOptionalString(trace);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    return builder.startObject(NAME).endObject();
  }

  @Override
  public String getWriteableName() {
    return NAME;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CtrLogBuilder log && Objects.equals(trace, log.trace);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(trace);
  }
}
