package io.ctrrank.trainer.torch;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import io.ctrrank.trainer.network.Projection;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingRun;
import io.ctrrank.trainer.training.TrainingSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Trains click models on libtorch, on the CPU. Trains one model at a time. */
public final class TorchTrainer implements ClickModelTrainer {
  private static final double VECTOR_LENGTH = 4;

  @Override
  public TrainingOptions defaults(Architecture architecture) {
    return Recipe.defaults(architecture);
  }

  @Override
  public TrainingRun train(
      Architecture architecture,
      Dataset dataset,
      Optional<TextVectors> vectors,
      TrainingOptions options,
      TrainingListener listener) {
    requireVectors(architecture, vectors);
    torch.set_num_threads(options.threads());
    Recipe recipe = Recipe.of(architecture, options);
    FeatureSchema schema = architecture.schema(dataset.schema());
    long[] rows = dataset.items().itemRows();
    HistoryCounts history =
        HistoryCounts.of(dataset.train(), schema.history(), dataset.catalogue().size());
    CountTables counts =
        CountTables.of(dataset.train(), rows, schema.itemIds().rows(), dataset.baseRate());
    DataTensors data =
        DataTensors.of(schema, dataset.items(), vectors, Optional.of(counts.leaveOut()));
    TextOptions text = recipe.network().text();
    ClickNetwork.Priors priors =
        new ClickNetwork.Priors(
            dataset.baseRate(),
            history.typeShares(),
            counts.all(),
            vectors.map(TextVectors::dimension).orElse(0),
            data.pooledItems().map(pooled -> projection(pooled, text)),
            data.pooledProfiles().map(pooled -> projection(pooled, text)));
    ClickNetwork network = ClickNetwork.create(schema, recipe.network(), priors, options.seed());
    FrequencyMask mask =
        FrequencyMask.fit(
            options.maskMode(),
            options.maskRate(),
            history.exposures(),
            history.occurrences(),
            options.seed());
    Perturbation perturbation =
        new Perturbation(recipe.rates(), schema.history(), mask, options.seed());
    Weights weights = new Weights(network.parameters());
    TorchModel model = new TorchModel(architecture, schema, text, network, data, rows, weights);
    try {
      TrainingSummary summary =
          new TrainingLoop(network, recipe, schema, data, rows, perturbation)
              .run(dataset.train(), dataset.validation(), weights, listener);
      return new TrainingRun(model, summary);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public TrainedModel load(
      Path weights,
      Architecture architecture,
      Dataset dataset,
      Optional<TextVectors> vectors,
      TrainingOptions options)
      throws IOException {
    requireVectors(architecture, vectors);
    torch.set_num_threads(options.threads());
    Recipe recipe = Recipe.of(architecture, options);
    FeatureSchema schema = architecture.schema(dataset.schema());
    TextOptions text = recipe.network().text();
    int h = vectors.map(TextVectors::dimension).orElse(0);
    // Every value is read from the file; only shapes matter here.
    Optional<Projection> blank =
        vectors.map(
            v -> new Projection(new float[h * text.dimension()], new float[text.dimension()]));
    ClickNetwork.Priors priors =
        new ClickNetwork.Priors(
            dataset.baseRate(),
            new float[schema.history().types().size()],
            CountTables.blank(schema.itemIds().rows()),
            h,
            blank,
            blank);
    ClickNetwork network = ClickNetwork.create(schema, recipe.network(), priors, options.seed());
    Weights values = new Weights(network.parameters());
    DataTensors data = DataTensors.of(schema, dataset.items(), vectors, Optional.empty());
    TorchModel model =
        new TorchModel(
            architecture, schema, text, network, data, dataset.items().itemRows(), values);
    try {
      WeightsFile.read(weights, values);
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Projection projection(Tensor pooled, TextOptions text) {
    return PrincipalComponents.fit(pooled, text.dimension(), VECTOR_LENGTH);
  }

  private static void requireVectors(Architecture architecture, Optional<TextVectors> vectors) {
    if (architecture.hasEncoder() != vectors.isPresent()) {
      throw new IllegalArgumentException(
          "model ["
              + architecture
              + "] was given "
              + (vectors.isPresent() ? "text vectors" : "no text vectors")
              + "; expected them exactly for models with an encoder");
    }
  }
}
