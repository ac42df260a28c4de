package io.ctrrank.trainer.report;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainingOptions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which models a report trains, fixed before any is trained.
 *
 * @param baselines the models of the paper's Table 2 and the controls; the subject is the last
 * @param ablations the subject with one thing left out or changed
 * @param paperAblations the paper's model with one of its parts left out, or without masks
 * @param candidates the paper's model with one part more
 * @param additions the subject with one candidate that it has not
 * @param knowledge the subject with the knowledge of items, and with the placebo
 * @param histories models that read a longer history
 */
public record Suite(
    List<SuiteModel> baselines,
    List<SuiteModel> ablations,
    List<SuiteModel> paperAblations,
    List<SuiteModel> candidates,
    List<SuiteModel> additions,
    List<SuiteModel> knowledge,
    List<SuiteModel> histories) {
  /** The model that the others are measured against. */
  public static final Architecture SUBJECT = Architecture.MSD;

  private static final List<Architecture> MAIN =
      List.of(
          Architecture.DEEPFM,
          Architecture.DIN,
          Architecture.DIN_FROZEN,
          Architecture.MSD_PAPER,
          SUBJECT);

  private static final int LONG_HISTORY = 200;

  public Suite {
    baselines = List.copyOf(baselines);
    ablations = List.copyOf(ablations);
    paperAblations = List.copyOf(paperAblations);
    candidates = List.copyOf(candidates);
    additions = List.copyOf(additions);
    knowledge = List.copyOf(knowledge);
    histories = List.copyOf(histories);
  }

  /**
   * All models on data with texts and knowledge.
   *
   * @param defaults the options of a family
   * @param seeds runs of each main model: those of {@link #small}
   * @param fewer runs at most of the other models
   * @param queries whether the data has texts of searches: parts that read them need some
   */
  public static Suite full(
      Function<Architecture, TrainingOptions> defaults, int seeds, int fewer, boolean queries) {
    Maker maker = new Maker(defaults, Math.min(seeds, fewer));
    return new Suite(
        table(maker, seeds),
        Stream.concat(
                without(maker, SUBJECT),
                Stream.of(FrequencyMask.Mode.values())
                    .filter(mode -> mode != FrequencyMask.Mode.HEAD)
                    .map(mode -> maker.masked(SUBJECT, mode)))
            .toList(),
        Stream.concat(
                without(maker, Architecture.MSD_PAPER),
                Stream.of(maker.masked(Architecture.MSD_PAPER, FrequencyMask.Mode.NONE)))
            .toList(),
        missing(Architecture.MSD_PAPER, queries)
            .filter(part -> !part.needsKnowledge())
            .map(part -> maker.with(Architecture.MSD_PAPER, KnowledgeKind.NONE, p -> p.add(part)))
            .toList(),
        missing(SUBJECT, queries)
            .map(
                part ->
                    maker.with(
                        SUBJECT,
                        part.needsKnowledge() ? KnowledgeKind.APART : KnowledgeKind.NONE,
                        parts -> parts.add(part)))
            .toList(),
        Stream.of(KnowledgeKind.values())
            .filter(kind -> kind != KnowledgeKind.NONE)
            .map(kind -> maker.changed(SUBJECT, options -> options.knowledge(kind)))
            .toList(),
        List.of(
            maker.longer(Architecture.DIN, options -> options, LONG_HISTORY),
            maker.longer(SUBJECT, options -> options, LONG_HISTORY),
            maker.longer(
                SUBJECT, options -> options.knowledge(KnowledgeKind.IMPLICIT), LONG_HISTORY)));
  }

  /**
   * The models of the first table alone: all families.
   *
   * @param defaults the options of a family
   * @param seeds runs of each main model: those of {@link #small}
   * @param fewer runs at most of the other models
   */
  public static Suite models(
      Function<Architecture, TrainingOptions> defaults, int seeds, int fewer) {
    return ofTable(table(new Maker(defaults, Math.min(seeds, fewer)), seeds));
  }

  private static List<SuiteModel> table(Maker maker, int seeds) {
    return Stream.of(Architecture.values())
        .map(family -> maker.model(family, MAIN.contains(family) ? seeds : maker.fewer()))
        .toList();
  }

  /** The models that need neither knowledge nor much time: DeepFM, DIN, its control, MSD. */
  public static Suite small(Function<Architecture, TrainingOptions> defaults, int seeds) {
    Maker maker = new Maker(defaults, seeds);
    return ofTable(MAIN.stream().map(family -> maker.model(family, seeds)).toList());
  }

  private static Suite ofTable(List<SuiteModel> table) {
    return new Suite(table, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** The parts that a family has not, and could have. */
  private static Stream<Part> missing(Architecture family, boolean queries) {
    return Stream.of(Part.values())
        .filter(part -> !family.parts().contains(part))
        .filter(part -> queries || part != Part.QUERY);
  }

  /** The subject with its own parts alone that reads a kind of knowledge. */
  public SuiteModel subject(KnowledgeKind knowledge) {
    return Stream.concat(baselines.stream(), this.knowledge.stream())
        .filter(
            model -> model.architecture() == SUBJECT && model.options().knowledge() == knowledge)
        .findFirst()
        .orElseThrow();
  }

  /** A family without each of its parts. */
  private static Stream<SuiteModel> without(Maker maker, Architecture family) {
    return family.parts().stream()
        .sorted()
        .map(part -> maker.with(family, KnowledgeKind.NONE, parts -> parts.remove(part)));
  }

  /** All models once, those of the first table first. */
  public List<SuiteModel> models() {
    Map<String, SuiteModel> all = new LinkedHashMap<>();
    Stream.of(baselines, ablations, paperAblations, candidates, additions, knowledge, histories)
        .flatMap(List::stream)
        .forEach(model -> all.putIfAbsent(model.name(), model));
    return List.copyOf(all.values());
  }

  private record Maker(Function<Architecture, TrainingOptions> defaults, int fewer) {
    SuiteModel model(Architecture family, int seeds) {
      return new SuiteModel(family, defaults.apply(family), Dataset.HISTORY_LENGTH, seeds);
    }

    SuiteModel changed(Architecture family, UnaryOperator<TrainingOptions.Builder> change) {
      return longer(family, change, Dataset.HISTORY_LENGTH);
    }

    SuiteModel masked(Architecture family, FrequencyMask.Mode mode) {
      return changed(family, options -> options.maskMode(mode));
    }

    SuiteModel longer(
        Architecture family, UnaryOperator<TrainingOptions.Builder> change, int history) {
      TrainingOptions options = change.apply(defaults.apply(family).toBuilder()).build();
      return new SuiteModel(family, options, history, fewer);
    }

    SuiteModel with(Architecture family, KnowledgeKind knowledge, Consumer<EnumSet<Part>> change) {
      EnumSet<Part> parts = EnumSet.noneOf(Part.class);
      parts.addAll(family.parts());
      change.accept(parts);
      return changed(family, options -> options.knowledge(knowledge).parts(parts));
    }
  }
}
