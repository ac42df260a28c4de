package io.ctrrank.trainer.torch;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.NetworkOptions;
import io.ctrrank.trainer.onnx.GraphExporter;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.EmbeddingShape;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.VariantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trained network with the data it scores, in native memory. */
final class TorchModel implements TrainedModel {
  private final Architecture architecture;
  private final ModelForm form;
  private final TrainingOptions training;
  private final NetworkOptions options;
  private final ClickNetwork network;
  private final DataTensors data;
  private final Weights weights;
  private final Evaluator evaluator;

  TorchModel(
      Architecture architecture,
      ModelForm form,
      Recipe recipe,
      ClickNetwork network,
      DataTensors data,
      Weights weights) {
    this.architecture = architecture;
    this.form = form;
    this.training = recipe.options();
    this.options = recipe.network();
    this.network = network;
    this.data = data;
    this.weights = weights;
    this.evaluator = new Evaluator(network, form, data);
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public Optional<EmbeddingShape> embedding() {
    return network
        .itemAdaptor()
        .map(
            adaptor ->
                new EmbeddingShape(
                    adaptor.encoderDimension(),
                    options.itemVectorWidth(),
                    options.text().neighbours()));
  }

  @Override
  public float[] logits(ExampleSet rows) {
    return evaluator.logits(weights, rows);
  }

  @Override
  public List<short[]> itemVectors() {
    return halves(evaluator.itemVectors(weights), options.itemVectorWidth());
  }

  @Override
  public List<short[]> profileVectors() {
    return halves(evaluator.profileVectors(weights), options.adaptedWidth());
  }

  @Override
  public List<short[]> searchVectors() {
    return halves(evaluator.searchVectors(weights), options.adaptedWidth());
  }

  private static List<short[]> halves(float[] vectors, int width) {
    List<short[]> halves = new ArrayList<>();
    for (int from = 0; from < vectors.length; from += width) {
      halves.add(Fp16.encode(Arrays.copyOfRange(vectors, from, from + width)));
    }
    return halves;
  }

  @Override
  public List<Map<LayerTuning.Matrix, LowRank>> encoderAdditions() {
    return network.encoder().map(top -> top.additions(weights::values)).orElse(List.of());
  }

  @Override
  public void saveWeights(Path file) throws IOException {
    WeightsFile.write(file, weights);
  }

  @Override
  public void exportGraphs(Path directory) throws IOException {
    if (!architecture.servable(training)) {
      throw new IllegalStateException(
          "model ["
              + VariantName.of(architecture, training)
              + "] has no bundle form; expected a model that can be served");
    }
    int width = options.itemVectorWidth();
    GraphExporter exporter = new GraphExporter(weights::values);
    Files.write(
        directory.resolve(ModelManifest.CTR_GRAPH),
        exporter.ctr(network.ctr(), form.schema(), width, network.user().isPresent()));
    if (network.itemAdaptor().isPresent()) {
      Files.write(
          directory.resolve(ModelManifest.ITEM_ADAPTOR),
          exporter.adaptor(network.itemAdaptor().get(), width, form.pooling()));
    }
    if (network.user().isPresent()) {
      Files.write(
          directory.resolve(ModelManifest.USER_ADAPTOR),
          exporter.adaptor(network.user().get(), width, form.pooling()));
    }
  }

  @Override
  public void close() {
    weights.close();
    data.close();
  }
}
