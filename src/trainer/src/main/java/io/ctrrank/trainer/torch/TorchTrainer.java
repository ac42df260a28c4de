package io.ctrrank.trainer.torch;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.ItemPhrases;
import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.Projection;
import io.ctrrank.trainer.text.EncoderStates;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.text.TokenStates;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainerVersion;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingRun;
import io.ctrrank.trainer.training.TrainingSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Trains click models on libtorch, on the CPU. Trains one model at a time. */
public final class TorchTrainer implements ClickModelTrainer {
  private static final double VECTOR_LENGTH = 4;

  private final String code;

  /** A trainer of this code. */
  public TorchTrainer() {
    this(TrainerVersion.ofThisCode());
  }

  /**
   * @param code version of the code; a run's state that another one kept is not used
   */
  TorchTrainer(String code) {
    this.code = code;
  }

  @Override
  public TrainingOptions defaults(Architecture architecture) {
    return Recipe.defaults(architecture);
  }

  @Override
  public TrainingRun train(
      Architecture architecture,
      TrainingData trainingData,
      TrainingOptions options,
      Optional<Path> unfinished,
      TrainingListener listener) {
    trainingData.requireFor(architecture, options);
    Dataset dataset = trainingData.dataset();
    Optional<TextVectors> vectors = trainingData.vectors();
    Libtorch.useThreads(options.threads());
    Recipe recipe = Recipe.of(architecture, options);
    ModelForm form = ModelForm.of(architecture, options, trainingData);
    FeatureSchema schema = form.schema();
    long[] rows = form.vocabularyRows();
    HistoryCounts history =
        HistoryCounts.of(dataset.train(), schema.history(), dataset.catalogue().size());
    CountTables counts =
        CountTables.of(dataset.train(), rows, schema.itemIds().rows(), dataset.baseRate());
    DataTensors data =
        DataTensors.of(form, recipe.network(), trainingData, Optional.of(counts.leaveOut()));
    int width = recipe.network().adaptedWidth();
    int h = vectors.map(TextVectors::dimension).orElse(0);
    ClickNetwork.Priors priors =
        new ClickNetwork.Priors(
            dataset.baseRate(),
            history.typeShares(),
            counts.all(),
            h,
            phraseRows(trainingData),
            vectors
                .flatMap(v -> data.itemContent())
                .map(content -> projection(content.narrow(1, 0, h), width)),
            data.pooledProfiles()
                .map(pooled -> projection(ofTraining(pooled, dataset.train()), width)),
            trainingData
                .knowledge()
                .flatMap(own -> data.itemContent())
                .map(content -> knowledge(content, h, width))
                .orElse(List.of()),
            trainingData.tokens().map(TokenStates::top),
            trainingData.states().map(EncoderStates::top).orElse(List.of()));
    ClickNetwork network = ClickNetwork.create(schema, recipe.network(), priors, options.seed());
    FrequencyMask mask =
        FrequencyMask.fit(
            options.maskMode(),
            options.maskRate(),
            history.exposures(),
            history.occurrences(),
            options.seed());
    Perturbation perturbation =
        new Perturbation(
            recipe.rates(),
            schema.history(),
            mask,
            recipe.newcomers(history.exposures()),
            options.seed());
    Weights weights = new Weights(network.parameters());
    DataTensors inputs = tuned(data, network, trainingData);
    TorchModel model = new TorchModel(architecture, form, recipe, network, inputs, weights);
    try {
      Optional<StateFile> file =
          unfinished.map(
              path -> StateFile.of(path, architecture, options, trainingData, code, weights));
      TrainingSummary summary =
          new TrainingLoop(network, recipe, form, inputs, perturbation, dataset, file, listener)
              .run(weights);
      weights.settleStatistics();
      weights.roundLowRank();
      inputs.tuned().ifPresent(texts -> texts.refresh(weights));
      return new TrainingRun(model, summary);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public TrainedModel load(
      Path weights, Architecture architecture, TrainingData trainingData, TrainingOptions options)
      throws IOException {
    trainingData.requireFor(architecture, options);
    Dataset dataset = trainingData.dataset();
    Optional<TextVectors> vectors = trainingData.vectors();
    Libtorch.useThreads(options.threads());
    Recipe recipe = Recipe.of(architecture, options);
    ModelForm form = ModelForm.of(architecture, options, trainingData);
    FeatureSchema schema = form.schema();
    int width = recipe.network().adaptedWidth();
    int h = vectors.map(TextVectors::dimension).orElse(0);
    // Every value is read from the file; only shapes matter here.
    Optional<Projection> blank =
        vectors.map(v -> new Projection(new float[h * width], new float[width]));
    ClickNetwork.Priors priors =
        new ClickNetwork.Priors(
            dataset.baseRate(),
            new float[schema.history().types().size()],
            CountTables.blank(schema.itemIds().rows()),
            h,
            phraseRows(trainingData),
            blank,
            blank,
            options.knowledge().vectors().stream().flatMap(kind -> blank.stream()).toList(),
            trainingData.tokens().map(TokenStates::top),
            trainingData.states().map(EncoderStates::top).orElse(List.of()));
    ClickNetwork network = ClickNetwork.create(schema, recipe.network(), priors, options.seed());
    Weights values = new Weights(network.parameters());
    DataTensors data =
        tuned(
            DataTensors.of(form, recipe.network(), trainingData, Optional.empty()),
            network,
            trainingData);
    TorchModel model = new TorchModel(architecture, form, recipe, network, data, values);
    try {
      WeightsFile.read(weights, values);
      // Older releases kept such columns; after long training they can be told by their variance.
      values.settleStatistics();
      data.tuned().ifPresent(texts -> texts.refresh(values));
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Vectors follow the encoder where there are states to compute them from. */
  private static DataTensors tuned(
      DataTensors data, ClickNetwork network, TrainingData trainingData) {
    Optional<EncoderStates> states = trainingData.states().filter(own -> !own.items().isEmpty());
    return states.isEmpty() ? data : data.tunedBy(network.encoder().orElseThrow(), states.get());
  }

  private static Projection projection(Tensor pooled, int width) {
    return PrincipalComponents.fit(pooled, width, VECTOR_LENGTH);
  }

  /** The profiles that training rows have: those of later rows are not known yet. */
  static Tensor ofTraining(Tensor pooledProfiles, ExampleSet train) {
    long[] profiles =
        IntStream.range(0, train.size())
            .map(train::profile)
            .filter(profile -> profile >= 0)
            .distinct()
            .sorted()
            .asLongStream()
            .toArray();
    return profiles.length == 0
        ? pooledProfiles.narrow(0, 0, 0)
        : pooledProfiles.index_select(0, Tensor.create(profiles, profiles.length));
  }

  /** Starts of the shortcuts of knowledge vectors, which stand behind those of texts. */
  private static List<Projection> knowledge(Tensor content, int h, int width) {
    List<Projection> starts = new ArrayList<>();
    for (long from = h; from < content.size(1); from += h) {
      starts.add(projection(known(content.narrow(1, from, h)), width));
    }
    return starts;
  }

  /** The rows that are not 0: of items that have knowledge. */
  private static Tensor known(Tensor rows) {
    Tensor some = rows.mul(rows).sum(1).gt(new Scalar(0)).nonzero().view(-1);
    return rows.index_select(0, some);
  }

  private static int phraseRows(TrainingData data) {
    return data.phrases().map(ItemPhrases::tableRows).orElse(0);
  }
}
