package io.ctrrank.trainer.bundle;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.bundle.EmbeddingVersion;
import io.ctrrank.runtime.bundle.EncoderDelta;
import io.ctrrank.runtime.bundle.ManifestJson;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.bundle.VocabularyFile;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.trainer.checkpoint.Checkpoint;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.ParityFile;
import io.ctrrank.trainer.files.WholeFolder;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.training.EmbeddingShape;
import io.ctrrank.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a trained model as a bundle, loads it as a node would, compares its scores with the
 * model's, and only then puts it in place. The manifest names the Maven artifact of this release's
 * encoder, and the low-rank additions to it if there are any; the encoder itself stays there unless
 * the bundle is to be whole. Any other is part of the bundle.
 */
public final class BundleExporter {
  private static final String CARD = "MODEL_CARD.md";

  private final Dataset dataset;
  private final Optional<EncoderFiles> encoder;

  /**
   * @param dataset the data set the model was trained on
   * @param encoder the frozen encoder; present when the model has one
   */
  public BundleExporter(Dataset dataset, Optional<EncoderFiles> encoder) {
    this.dataset = dataset;
    this.encoder = encoder;
  }

  /**
   * Exports.
   *
   * @param request names and place
   * @param checkpoint what is known of the model
   * @param model its weights
   * @return how far serving is from the model
   * @throws IOException if a file cannot be written or serving differs from the model; the place is
   *     then as it was
   */
  public ServingParity export(ExportRequest request, Checkpoint checkpoint, TrainedModel model)
      throws IOException {
    ExampleSet drawn = ParitySample.draw(dataset.test());
    ExampleSet sample =
        model
            .embedding()
            .map(
                shape ->
                    new NearTies(
                            dataset.schema().history(), model.itemVectors(), shape.neighbours())
                        .without(drawn))
            .orElse(drawn);
    float[] logits = model.logits(sample);
    ServingParity[] parity = new ServingParity[1];
    WholeFolder.write(
        request.folder(),
        request.overwrite(),
        folder -> {
          writeFiles(folder, checkpoint, model);
          ModelManifest manifest = manifest(folder, request, checkpoint, model);
          Files.writeString(
              folder.resolve(Bundle.MANIFEST),
              ManifestJson.write(manifest),
              StandardCharsets.UTF_8);
          parity[0] = check(folder, model, sample, logits);
          Path parityFile = folder.resolve(ParityFile.PATH);
          Files.createDirectories(parityFile.getParent());
          ParityFile.write(parityFile, ParitySample.rows(sample, logits, checkpoint.calibration()));
          Files.writeString(
              folder.resolve(CARD),
              ModelCard.write(manifest, checkpoint, parity[0], request),
              StandardCharsets.UTF_8);
          if (!request.withEncoder() && encoder.flatMap(EncoderFiles::artifact).isPresent()) {
            Files.delete(folder.resolve(ModelManifest.ENCODER));
          }
        });
    return parity[0];
  }

  private void writeFiles(Path folder, Checkpoint checkpoint, TrainedModel model)
      throws IOException {
    model.exportGraphs(folder);
    FeatureSchema schema = model.architecture().schema(dataset.schema(), checkpoint.options());
    VocabularyFile.write(folder, schema.itemIds());
    for (CategoricalFeature feature : schema.categorical()) {
      VocabularyFile.write(folder, feature.vocabulary());
    }
    if (encoder.isPresent()) {
      Files.copy(encoder.get().tokenizer(), folder.resolve(ModelManifest.TOKENIZER));
      Files.copy(encoder.get().encoder(), folder.resolve(ModelManifest.ENCODER));
      if (encoder.get().delta().isPresent()) {
        encoder.get().delta().get().write(folder.resolve(EncoderDelta.FILE));
      }
    }
  }

  private ModelManifest manifest(
      Path folder, ExportRequest request, Checkpoint checkpoint, TrainedModel model)
      throws IOException {
    FeatureSchema schema = model.architecture().schema(dataset.schema(), checkpoint.options());
    Map<String, BundleFile> files = files(folder);
    return new ModelManifest(
        request.id(),
        model.architecture().id(),
        request.description(),
        request.license(),
        request.createdBy(),
        schema,
        model.embedding().map(shape -> embedding(shape, schema, files)),
        checkpoint.calibration(),
        dataset.baseRate(),
        checkpoint.metrics(),
        files);
  }

  private Map<String, BundleFile> files(Path folder) throws IOException {
    Map<String, BundleFile> files = new HashMap<>();
    List<Path> written;
    try (Stream<Path> list = Files.list(folder)) {
      written = list.toList();
    }
    for (Path file : written) {
      String name = file.getFileName().toString();
      Optional<EncoderFiles> source = encoder.filter(e -> name.equals(ModelManifest.ENCODER));
      files.put(
          name,
          new BundleFile(
              Sha256.of(file),
              Files.size(file),
              source.flatMap(EncoderFiles::artifact),
              source.flatMap(EncoderFiles::delta).map(delta -> EncoderDelta.FILE)));
    }
    return files;
  }

  private static EmbeddingManifest embedding(
      EmbeddingShape shape, FeatureSchema schema, Map<String, BundleFile> files) {
    return new EmbeddingManifest(
        EmbeddingVersion.of(
            sha256(files, ModelManifest.ENCODER),
            sha256(files, ModelManifest.TOKENIZER),
            sha256(files, ModelManifest.ITEM_ADAPTOR),
            Optional.ofNullable(files.get(ModelManifest.USER_ADAPTOR)).map(BundleFile::sha256),
            schema.itemText().orElseThrow()),
        shape.encoderDimension(),
        shape.dimension(),
        shape.neighbours());
  }

  private static String sha256(Map<String, BundleFile> files, String name) {
    BundleFile file = files.get(name);
    if (file == null) {
      throw new IllegalStateException(
          "export of a model with an encoder wrote no [" + name + "]; expected one");
    }
    return file.sha256();
  }

  private ServingParity check(Path folder, TrainedModel model, ExampleSet sample, float[] logits)
      throws IOException {
    try (OpenBundle bundle = OpenBundle.open(folder, Device.CPU, 1)) {
      return ServingParity.check(bundle, model, dataset, sample, logits);
    } catch (BundleException e) {
      throw new IOException(
          "exported bundle does not load: " + e.getMessage() + "; this is a defect of the export",
          e);
    }
  }
}
