package io.ctrrank.plugin.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.request.ExperimentInput;
import io.ctrrank.plugin.request.ModelChoice;
import io.ctrrank.plugin.request.UserInput;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.traffic.ExperimentDraft.ArmDraft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.cluster.ClusterChangedEvent;
import org.elasticsearch.cluster.ClusterName;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.Metadata;
import org.elasticsearch.common.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class TrafficTest {
  private static final UserInput USER = user("u42");
  private static final Optional<List<String>> ADS = Optional.of(List.of("ads"));
  private static final Map<String, String> NO_DEFAULT = Map.of("ads-1", "");

  private static UserInput user(String id) {
    return new UserInput(Optional.of(id), Optional.empty(), Optional.empty());
  }

  private static ExperimentDraft draft(String name, String alias, int control, int treatment) {
    return new ExperimentDraft(
        name,
        alias,
        name,
        List.of(
            new ArmDraft("control", "_none", control),
            new ArmDraft("treatment", "msd", treatment)));
  }

  private static Traffic traffic(Experiments table) {
    Traffic traffic = new Traffic(Set::copyOf);
    ClusterState before = ClusterState.EMPTY_STATE;
    ClusterState after =
        ClusterState.builder(new ClusterName("c"))
            .metadata(Metadata.builder().persistentSettings(table.in(Settings.EMPTY)))
            .build();
    traffic.clusterChanged(new ClusterChangedEvent("test", after, before));
    return traffic;
  }

  private static ExperimentInput input(String name, String arm, String unit) {
    return new ExperimentInput(
        Optional.of(name).filter(text -> !text.isEmpty()),
        Optional.of(arm).filter(text -> !text.isEmpty()),
        Optional.of(unit).filter(text -> !text.isEmpty()),
        false);
  }

  @Test
  void experiment_goesBeforeBinding_andBindingBeforeSetting() {
    Experiments bound = Experiments.EMPTY.bound("ads", "din");
    Experiments both = bound.withDraft(draft("e", "ads", 0, 10_000), 1).started("e", 1);
    Map<String, String> setting = Map.of("ads-1", "deepfm");

    assertThat(traffic(both).choose(ExperimentInput.ANY, USER, ADS, setting))
        .isEqualTo(
            ModelChoice.unnamed(ExperimentInput.ANY)
                .ofArm("msd", new Assignment("e", "treatment", false)));
    assertThat(traffic(bound).choose(ExperimentInput.ANY, USER, ADS, setting))
        .isEqualTo(ModelChoice.unnamed(ExperimentInput.ANY).boundTo("din", "[ads]"));
    assertThat(traffic(Experiments.EMPTY).choose(ExperimentInput.ANY, USER, ADS, setting))
        .isEqualTo(ModelChoice.unnamed(ExperimentInput.ANY).setBy("deepfm", "[ads-1]"));
  }

  @Test
  void setting_ofManyIndices_isToldByTheFirst() {
    Map<String, String> setting =
        IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "ads-" + i, i -> "din"));

    assertThat(traffic(Experiments.EMPTY).choose(ExperimentInput.ANY, USER, ADS, setting).binding())
        .isEqualTo("set by [index.ctr.model] of [ads-0, ads-1, ads-10] and [97] more");
  }

  @Test
  void experiment_takesNobodyElse() {
    Experiments table =
        Experiments.EMPTY
            .bound("ads", "din")
            .bound("other", "din")
            .withDraft(draft("e", "ads", 0, 10_000), 1);
    Traffic running = traffic(table.started("e", 1));

    assertThat(traffic(table).choose(ExperimentInput.ANY, USER, ADS, NO_DEFAULT).model())
        .as("a draft")
        .isEqualTo("din");
    assertThat(
            traffic(table.started("e", 1).stopped("e", 2))
                .choose(ExperimentInput.ANY, USER, ADS, NO_DEFAULT)
                .model())
        .as("stopped")
        .isEqualTo("din");
    assertThat(running.choose(ExperimentInput.NONE, USER, ADS, NO_DEFAULT).model())
        .as("refused")
        .isEqualTo("din");
    assertThat(running.choose(ExperimentInput.ANY, UserInput.ANONYMOUS, ADS, NO_DEFAULT).model())
        .as("nobody in particular")
        .isEqualTo("din");
    assertThat(
            running
                .choose(input("", "", "cookie"), UserInput.ANONYMOUS, ADS, NO_DEFAULT)
                .assignment())
        .as("a unit in place of the user")
        .hasValue(new Assignment("e", "treatment", false));
    assertThat(
            running
                .choose(ExperimentInput.ANY, USER, Optional.of(List.of("other")), NO_DEFAULT)
                .assignment())
        .as("another alias")
        .isEmpty();
  }

  @Test
  void shares_areThoseOfUsers_andStable() {
    Experiments table =
        Experiments.EMPTY.bound("ads", "din").withDraft(draft("e", "ads", 3_000, 1_000), 1);
    Traffic first = traffic(table.started("e", 1));
    Traffic second = traffic(table.started("e", 1).withDraft(draft("e", "ads", 3_000, 4_000), 2));
    int treated = 0;
    int control = 0;
    for (String id : IntStream.range(0, 20_000).mapToObj(Integer::toString).toList()) {
      Optional<String> arm = arm(first, id);
      treated += arm.equals(Optional.of("treatment")) ? 1 : 0;
      control += arm.equals(Optional.of("control")) ? 1 : 0;
      if (arm.isPresent()) {
        assertThat(arm(second, id)).as("after the ramp").isEqualTo(arm);
      }
    }
    assertThat(treated).isBetween(1_860, 2_140);
    assertThat(control).isBetween(5_780, 6_220);
  }

  @Test
  void twoExperimentsOfOneLayerOnOneAlias_giveEachUserOneArm_byItsBucket() {
    Traffic traffic =
        traffic(
            Experiments.EMPTY
                .bound("ads", "din")
                .withDraft(inLayer("first", "model-a", "model-b"), 1)
                .withDraft(inLayer("second", "model-c", "model-d"), 1)
                .started("first", 2)
                .started("second", 2));
    SortedMap<Integer, ModelChoice> byEnd = new TreeMap<>();
    ModelChoice unnamed = ModelChoice.unnamed(ExperimentInput.ANY);
    byEnd.put(3_000, unnamed.ofArm("model-a", new Assignment("first", "control", false)));
    byEnd.put(4_000, unnamed.ofArm("model-b", new Assignment("first", "treatment", false)));
    byEnd.put(7_000, unnamed.ofArm("model-c", new Assignment("second", "control", false)));
    byEnd.put(8_000, unnamed.ofArm("model-d", new Assignment("second", "treatment", false)));
    byEnd.put(Buckets.COUNT, unnamed.boundTo("din", "[ads]"));
    Set<ModelChoice> met = new HashSet<>();
    for (String id : IntStream.range(0, 10_000).mapToObj(Integer::toString).toList()) {
      int bucket = Buckets.of("shared", id);

      ModelChoice choice = traffic.choose(ExperimentInput.ANY, user(id), ADS, NO_DEFAULT);

      assertThat(choice)
          .as("user [%s] of bucket [%s]", id, bucket)
          .isEqualTo(byEnd.get(byEnd.tailMap(bucket + 1).firstKey()));
      met.add(choice);
    }
    assertThat(met).containsExactlyInAnyOrderElementsOf(byEnd.values());
  }

  private static ExperimentDraft inLayer(String name, String control, String treatment) {
    return new ExperimentDraft(
        name,
        "ads",
        "shared",
        List.of(
            new ArmDraft("control", control, 3_000), new ArmDraft("treatment", treatment, 1_000)));
  }

  private static Optional<String> arm(Traffic traffic, String id) {
    return traffic
        .choose(ExperimentInput.ANY, user(id), ADS, NO_DEFAULT)
        .assignment()
        .map(Assignment::arm);
  }

  @Test
  void forcedArm_isGivenWhateverTheUserAndState() {
    Experiments table = Experiments.EMPTY.withDraft(draft("e", "ads", 10_000, 0), 1);
    ModelChoice forced = traffic(table).choose(input("e", "treatment", ""), USER, ADS, NO_DEFAULT);

    assertThat(forced.assignment()).hasValue(new Assignment("e", "treatment", true));
    assertThat(forced.model()).isEqualTo("msd");
    assertThat(
            traffic(table.started("e", 1))
                .choose(input("", "treatment", ""), UserInput.ANONYMOUS, ADS, NO_DEFAULT)
                .model())
        .isEqualTo("msd");
    assertThatThrownBy(
            () -> traffic(table).choose(input("", "treatment", ""), USER, ADS, NO_DEFAULT))
        .hasMessageContaining("no experiment runs on what is searched: name one by");
    assertThatThrownBy(() -> traffic(table).choose(input("e", "b", ""), USER, ADS, NO_DEFAULT))
        .hasMessage(
            "[ctr.experiment.arm] is [b]; expected an arm of [experiment e with [control,"
                + " treatment]]");
    assertThatThrownBy(() -> traffic(table).choose(input("f", "", ""), USER, ADS, NO_DEFAULT))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessage("experiment [f] is not known; expected one of [e]");
  }

  @Test
  void severalNames_mustAgree() {
    Experiments table = Experiments.EMPTY.bound("a", "msd").bound("b", "msd").bound("c", "din");
    Traffic traffic = traffic(table);
    Optional<List<String>> same = Optional.of(List.of("a", "b"));
    Optional<List<String>> mixed = Optional.of(List.of("a", "c"));
    Optional<List<String>> halfBound = Optional.of(List.of("a", "index"));

    assertThat(traffic.choose(ExperimentInput.ANY, USER, same, Map.of("ads-1", "deepfm")).model())
        .isEqualTo("msd");
    assertThatThrownBy(() -> traffic.choose(ExperimentInput.ANY, USER, mixed, NO_DEFAULT))
        .hasMessage(
            "[ctr] has no [model], and models [din, msd] are bound to [a, c]; search what one model"
                + " is bound to, or name the model");
    assertThatThrownBy(
            () -> traffic.choose(ExperimentInput.ANY, USER, halfBound, Map.of("ads-1", "deepfm")))
        .hasMessageContaining("models [deepfm, msd] are bound to [a, index]");
    Experiments two =
        Experiments.EMPTY
            .withDraft(draft("e", "a", 0, 10_000), 1)
            .withDraft(draft("f", "b", 0, 10_000), 1)
            .started("e", 1)
            .started("f", 1);
    assertThatThrownBy(() -> traffic(two).choose(ExperimentInput.ANY, USER, same, NO_DEFAULT))
        .hasMessageContaining("experiments [e, f] each have an arm for this search");
    assertThat(traffic(two).choose(input("f", "", ""), USER, same, NO_DEFAULT).assignment())
        .hasValue(new Assignment("f", "treatment", false));
  }

  @Test
  void names_areResolvedInTheirOrder() {
    List<List<String>> asked = new ArrayList<>();
    Traffic traffic =
        new Traffic(
            names -> {
              asked.add(names);
              return Set.of("ads");
            });
    List<String> names = List.of("ads*", "-ads-old", "b", "-c", "d");

    traffic.choose(ExperimentInput.ANY, USER, Optional.of(names), Map.of("ads-1", "din"));

    assertThat(asked).containsExactly(names);
  }

  @Test
  void nothingToSearch_isTheOrderOfRecall() {
    Traffic traffic = traffic(Experiments.EMPTY.bound("ads", "msd"));
    Optional<List<String>> pattern = Optional.of(List.of("nothing-like-this"));

    assertThat(traffic.choose(ExperimentInput.ANY, USER, pattern, Map.of()).model())
        .isEqualTo("_none");
    assertThat(traffic.choose(ExperimentInput.ANY, USER, ADS, Map.of()).model())
        .as("an alias that is bound")
        .isEqualTo("msd");
    assertThatThrownBy(() -> traffic.choose(ExperimentInput.ANY, USER, pattern, NO_DEFAULT))
        .as("an index of which nothing is said")
        .hasMessageContaining("none is bound to [nothing-like-this]");
  }

  @Test
  void pointInTime_tellsNoAlias() {
    Traffic traffic = traffic(Experiments.EMPTY.bound("ads", "msd"));
    assertThatThrownBy(
            () -> traffic.choose(ExperimentInput.ANY, USER, Optional.empty(), NO_DEFAULT))
        .hasMessageContaining(
            "none is bound to a point in time, which does not tell the alias it was opened by; name"
                + " the model");
    assertThat(
            traffic
                .choose(
                    ExperimentInput.ANY,
                    USER,
                    Optional.empty(),
                    Map.of("ads-1", "din", "ads-2", "din"))
                .model())
        .isEqualTo("din");
  }
}
