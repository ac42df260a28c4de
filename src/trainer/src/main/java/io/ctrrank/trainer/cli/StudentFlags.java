package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.data.KnowledgeReader;
import io.ctrrank.trainer.distillation.StudentOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a student is trained. */
final class StudentFlags {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nStudent:%n";

  private static final String SPANS = "spans";
  private static final double SEQUENCE_WEIGHT = 10;

  /** What a student learns to do. */
  enum Kind {
    /** Choose phrases from a vocabulary. */
    SET,
    /** Choose phrases from a vocabulary and from the words of the text. */
    SPANS,
    /** Write phrases. */
    SEQUENCE,
    /** The last two, the losses summed. */
    BOTH;

    private static Kind parse(String name) {
      for (Kind kind : values()) {
        if (kind.toString().equals(name)) {
          return kind;
        }
      }
      throw new WrongUsageException(
          "--student is [" + name + "]; expected one of " + Arrays.toString(values()));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--student",
      paramLabel = "KIND",
      description = {
        "set        chooses phrases from those that several training items share",
        "spans      chooses them, and explicit ones from the words of the item's text, too",
        "sequence   writes phrases token by token (a decoder on the encoder)",
        "both       learns the last two, losses summed; says what it chooses",
        "Default: " + SPANS
      })
  private String student = SPANS;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the run. Default: 1")
  private long seed = 1;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Top layers of the encoder that are tuned. Default: 2")
  private int layers = 2;

  @Option(
      names = "--rank",
      paramLabel = "R",
      description = "Rank of the additions to each matrix of these layers. Default: 16")
  private int rank = 16;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "At most. Default: 9; 20 for a student that only writes")
  private @Nullable Integer epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = {
        "Epochs without a better validation F1 before training stops. Default: 3; 6 for a student",
        "that only writes"
      })
  private @Nullable Integer patience;

  @Option(names = "--batch-size", paramLabel = "N", description = "Items a step. Default: 32")
  private int batchSize = 32;

  @Option(
      names = "--encoder-learning-rate",
      paramLabel = "RATE",
      description = "Of the encoder's additions. Default: 0.0005")
  private double encoderRate = 5e-4;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Of everything behind the encoder. Default: 0.001")
  private double headRate = 1e-3;

  @Option(names = "--dropout", paramLabel = "RATE", description = "Default: 0.1")
  private double dropout = 0.1;

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      description = "Share of the teacher's training records that is used. Default: 1")
  private double share = 1;

  @Option(
      names = "--no-augmentation",
      description = "Do not shuffle phrases or replace them by synonyms.")
  private boolean plain;

  @Option(
      names = "--placebo",
      description = {
        "Give each item the phrases of another: what a model gains from such an encoder is not",
        "gained from knowledge."
      })
  private boolean placebo;

  @Option(
      names = "--fewest-items",
      paramLabel = "N",
      description = "Training items that share a phrase of the vocabulary at least. Default: 2")
  private int fewestItems = 2;

  /** Refuses wrong values before any work is done. */
  void check() {
    WrongUsageException.reading(() -> options(1));
    if (!(share > 0 && share <= 1)) {
      throw new WrongUsageException(
          "--share is [" + share + "]; expected a number above [0] and up to [1]");
    }
    if (fewestItems < 1) {
      throw new WrongUsageException(
          "--fewest-items is [" + fewestItems + "]; expected [1] or more");
    }
  }

  /**
   * The options.
   *
   * @param same cosine from which on two phrases say the same
   */
  StudentOptions options(double same) {
    Kind kind = kind();
    return new StudentOptions(
        seed,
        layers,
        rank,
        kind == Kind.SEQUENCE ? 0 : 1,
        kind == Kind.SPANS || kind == Kind.BOTH ? 1 : 0,
        kind == Kind.SEQUENCE || kind == Kind.BOTH ? SEQUENCE_WEIGHT : 0,
        epochs != null ? epochs : kind == Kind.SEQUENCE ? 20 : 9,
        patience != null ? patience : kind == Kind.SEQUENCE ? 6 : 3,
        batchSize,
        encoderRate,
        headRate,
        dropout,
        same);
  }

  Kind kind() {
    return Kind.parse(student);
  }

  boolean learnsSpans() {
    return options(1).learnsSpans();
  }

  int layers() {
    return layers;
  }

  double share() {
    return share;
  }

  /** What the student is taught, from what the teacher said. */
  Map<String, ItemKnowledge> taught(Map<String, ItemKnowledge> knowledge) {
    return placebo ? KnowledgeReader.dealt(knowledge) : knowledge;
  }

  boolean augmented() {
    return !plain;
  }

  int fewestItems() {
    return fewestItems;
  }
}
