package io.ctrrank.plugin.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.traffic.Experiment.State;
import io.ctrrank.plugin.traffic.ExperimentDraft.ArmDraft;
import java.util.List;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.rest.RestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ElasticsearchLogging.class)
final class ExperimentsTest {
  private static final Experiments DRAFT = Experiments.EMPTY.withDraft(draft("e", 500, 500), 1);
  private static final Experiments RUNNING = DRAFT.started("e", 2);

  private static ExperimentDraft draft(String name, int control, int treatment) {
    return draft(name, "ads", name, control, treatment);
  }

  private static ExperimentDraft draft(
      String name, String alias, String layer, int control, int treatment) {
    return new ExperimentDraft(
        name,
        alias,
        layer,
        List.of(
            new ArmDraft("control", "din", control), new ArmDraft("treatment", "msd", treatment)));
  }

  @Test
  void draft_getsBuckets_andIsChangedAsAWhole() {
    assertThat(DRAFT.require("e"))
        .isEqualTo(
            new Experiment(
                "e",
                "ads",
                "e",
                List.of(
                    new Arm("control", "din", Buckets.parse("0-499")),
                    new Arm("treatment", "msd", Buckets.parse("500-999"))),
                State.DRAFT,
                1,
                0,
                0));
    Experiments changed = DRAFT.withDraft(draft("e", "other", "layer", 1, 2), 9);
    assertThat(changed.require("e").alias()).isEqualTo("other");
    assertThat(changed.require("e").arms())
        .hasToString(
            "[Arm[name=control, model=din, buckets=0], Arm[name=treatment, model=msd, buckets=1-2]]");
    assertThat(changed.require("e").created()).isEqualTo(1);
  }

  @Test
  void running_ramps_andKeepsItsUsers() {
    Experiment ramped = RUNNING.withDraft(draft("e", 5_000, 5_000), 3).require("e");

    assertThat(ramped.state()).isEqualTo(State.RUNNING);
    assertThat(ramped.arms().getFirst().buckets()).hasToString("0-499,1000-5499");
    assertThat(ramped.arms().getLast().buckets()).hasToString("500-999,5500-9999");
  }

  @Test
  void running_anythingButShares_isAConflict() {
    List<ExperimentDraft> others =
        List.of(
            draft("e", "other", "e", 1, 1),
            draft("e", "ads", "other", 1, 1),
            new ExperimentDraft("e", "ads", "e", List.of(new ArmDraft("control", "din", 1))),
            new ExperimentDraft(
                "e",
                "ads",
                "e",
                List.of(new ArmDraft("control", "msd", 1), new ArmDraft("treatment", "msd", 1))));
    for (ExperimentDraft other : others) {
      assertThatThrownBy(() -> RUNNING.withDraft(other, 3))
          .isInstanceOf(ElasticsearchStatusException.class)
          .hasMessageStartingWith(
              "experiment [e] was started, with alias [ads], layer [e] and arms")
          .extracting(e -> ((ElasticsearchStatusException) e).status())
          .isEqualTo(RestStatus.CONFLICT);
    }
  }

  @Test
  void life_startStopStart_keepsTheFirstStart() {
    Experiment stopped = RUNNING.stopped("e", 5).require("e");
    assertThat(stopped.state()).isEqualTo(State.STOPPED);
    assertThat(stopped.stopped()).isEqualTo(5);
    Experiment again = RUNNING.stopped("e", 5).started("e", 7).require("e");
    assertThat(again.started()).isEqualTo(2);
    assertThat(again.stopped()).isZero();
    assertThat(RUNNING.started("e", 9)).isSameAs(RUNNING);
    assertThat(RUNNING.stopped("e", 5).without("e").byName()).isEmpty();
  }

  @Test
  void life_outOfOrder_isAConflictOrNotFound() {
    assertThatThrownBy(() -> RUNNING.without("e"))
        .hasMessage("experiment [e] is running; stop it first");
    assertThatThrownBy(() -> DRAFT.stopped("e", 5))
        .hasMessage("experiment [e] was not started yet; delete it instead");
    assertThatThrownBy(() -> DRAFT.started("f", 5))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessage("experiment [f] is not known; expected one of [e]");
  }

  @Test
  void layer_isSharedWithoutOverlap_untilItIsFull() {
    Experiments both =
        Experiments.EMPTY
            .withDraft(draft("a", "ads", "l", 2_500, 2_500), 1)
            .withDraft(draft("b", "ads", "l", 2_000, 2_000), 1);
    assertThat(both.require("b").buckets()).hasToString("5000-8999");
    assertThat(both.started("a", 2).started("b", 2).require("b").isRunning()).isTrue();
    assertThatThrownBy(() -> both.withDraft(draft("c", "ads", "l", 1_000, 1), 1))
        .hasMessageContaining(
            "experiment [c] does not fit into layer [l] beside experiments [a, b]: parts take [1001]"
                + " buckets; expected at most [1000]");
  }

  @Test
  void sameAliasInAnotherLayer_cannotStart() {
    Experiments other = RUNNING.withDraft(draft("f", 1, 1), 3);
    assertThatThrownBy(() -> other.started("f", 4))
        .hasMessageContaining("[e] splits alias [ads] too, in another layer");
    assertThat(other.stopped("e", 4).started("f", 5).require("f").isRunning()).isTrue();
  }

  /** A model that does not serve must not keep its users from being taken away. */
  @Test
  void holds_isOfRunningArms_thatDoNotGrow() {
    assertThat(RUNNING.holds("e", new ArmDraft("treatment", "msd", 500))).isTrue();
    assertThat(RUNNING.holds("e", new ArmDraft("treatment", "msd", 0))).isTrue();
    assertThat(RUNNING.holds("e", new ArmDraft("treatment", "msd", 501))).isFalse();
    assertThat(RUNNING.holds("e", new ArmDraft("treatment", "din", 500))).isFalse();
    assertThat(RUNNING.holds("e", new ArmDraft("third", "msd", 1))).isFalse();
    assertThat(RUNNING.holds("f", new ArmDraft("treatment", "msd", 1))).isFalse();
    assertThat(DRAFT.holds("e", new ArmDraft("treatment", "msd", 1))).isFalse();
  }

  @Test
  void settings_ofNothing_areNoExperiment() {
    Settings cleared = Settings.builder().put("ctr.experiments.x", "").build();
    assertThat(Experiments.of(cleared)).isEqualTo(Experiments.EMPTY);
  }

  @Test
  void settings_holdTheTable_besideOthers() {
    Settings others = Settings.builder().put("ctr.enabled", false).putList("ctr.bindings").build();
    Experiments table = RUNNING.stopped("e", 8).bound("ads.v2-live", "msd").bound("b", "_none");

    Settings kept = table.in(others);

    assertThat(Experiments.of(kept)).isEqualTo(table);
    assertThat(kept.getAsBoolean("ctr.enabled", true)).isFalse();
    assertThat(Experiments.EMPTY.in(kept))
        .isEqualTo(Settings.builder().put("ctr.enabled", false).build());
  }

  @Test
  void usersOf_tellsWhatWouldBreak() {
    Experiments table = RUNNING.bound("b", "msd");
    assertThat(table.usersOf("msd")).containsExactly("experiment e", "binding b");
    assertThat(table.usersOf("din")).containsExactly("experiment e");
    assertThat(table.usersOf("other")).isEmpty();
    assertThatThrownBy(() -> table.unbound("c"))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessage("no model is bound to [c]; expected one of [b]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ads*", "a,b", "_all", "-ads", "a b", "cluster:ads", "a=b"})
  void alias_thatNoIndexCouldHave_isRefused(String alias) {
    assertThatThrownBy(() -> draft("e", alias, "e", 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("[alias] is [" + alias + "]; expected the name of one index");
    assertThatThrownBy(() -> Experiments.EMPTY.bound(alias, "msd"))
        .hasMessageStartingWith("[alias] is [" + alias + "]");
  }

  @Test
  void arms_thatCannotBe_areRefused() {
    assertThatThrownBy(() -> draft("e", 6_000, 5_000))
        .hasMessageStartingWith(
            "[arms] have shares of together [110.0] percent; expected at most 100");
    assertThatThrownBy(() -> new ExperimentDraft("e", "ads", "e", List.of()))
        .hasMessage("[arms] has [0] arms; expected 1 to 20");
    ArmDraft arm = new ArmDraft("a", "m", 1);
    assertThatThrownBy(() -> new ExperimentDraft("e", "ads", "e", List.of(arm, arm)))
        .hasMessage("[arms] has arm [a] twice; give each arm a name of its own");
  }
}
