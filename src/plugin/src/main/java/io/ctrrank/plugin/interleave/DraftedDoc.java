package io.ctrrank.plugin.interleave;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.search.Explanation;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.search.rank.RankDoc;
import org.elasticsearch.xcontent.XContentBuilder;
import org.jspecify.annotations.Nullable;

/** A document of an interleaved page, which knows whose pick it is. */
public final class DraftedDoc extends RankDoc {
  /** Name on the wire; known from {@link io.ctrrank.plugin.wire.WireFormat#TEAMS} on. */
  public static final String NAME = "ctr_drafted_doc";

  private final @Nullable Team team;

  /**
   * @param place where it is, on its shard
   * @param rank from 1; the score falls with it
   * @param team whose pick it is, null if no team had a choice
   */
  DraftedDoc(Place place, int rank, @Nullable Team team) {
    super(place.doc(), 1f / rank, place.shard());
    this.rank = rank;
    this.team = team;
  }

  /** Reads what another node wrote. */
  public DraftedDoc(StreamInput in) throws IOException {
    super(in);
    team = in.readBoolean() ? new Team(in.readString(), in.readString()) : null;
  }

  /**
   * A document.
   *
   * @param shard its shard's number in the search
   * @param doc its number there
   */
  record Place(int shard, int doc) {}

  /**
   * One side of a draft.
   *
   * @param name of the model, as the search has it
   * @param model id of the model, {@code _none} for the order of recall
   */
  public record Team(String name, String model) {
    public Team {
      requireNonNull(name, "name is null");
      requireNonNull(model, "model is null");
    }
  }

  @Nullable Team team() {
    return team;
  }

  @Override
  protected void doWriteTo(StreamOutput out) throws IOException {
    out.writeBoolean(team != null);
    if (team != null) {
      out.writeString(team.name());
      out.writeString(team.model());
    }
  }

  @Override
  public String getWriteableName() {
    return NAME;
  }

  @Override
  public Explanation explain(Explanation[] sources, String[] queryNames) {
    String whose = team == null ? "no team's pick" : "picked by team [" + team.name() + "]";
    return Explanation.match(
        score, "1 / rank, where rank is [" + rank + "] of the draft, " + whose, sources);
  }

  @Override
  protected void doToXContent(XContentBuilder builder, Params params) throws IOException {
    if (team != null) {
      builder.field("team", team.name());
    }
  }

  @Override
  protected boolean doEquals(RankDoc other) {
    return Objects.equals(team, ((DraftedDoc) other).team);
  }

  @Override
  protected int doHashCode() {
    return Objects.hashCode(team);
  }
}
