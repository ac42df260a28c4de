package io.ctrrank.trainer.training;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.network.LayerTuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trained click model, bound to the data set it was trained on. Not thread-safe. */
public interface TrainedModel extends AutoCloseable {

  /** The family. */
  Architecture architecture();

  /** Widths of the vectors; empty for families without an encoder. */
  Optional<EmbeddingShape> embedding();

  /**
   * Uncalibrated logits as serving computes them: no drop-out, no mask, adapted vectors rounded to
   * half precision.
   *
   * @param rows rows of the data set
   * @return one logit a row
   */
  float[] logits(ExampleSet rows);

  /**
   * Adapted vectors e' of the whole catalogue, by catalogue index, in half precision; empty for
   * families without an encoder.
   */
  List<short[]> itemVectors();

  /**
   * Adapted vectors e'_u of the data set's profile texts, by index, in half precision; empty for
   * families without a user level.
   */
  List<short[]> profileVectors();

  /**
   * Adapted vectors of the texts of searches, through the adaptor of items, by index, in half
   * precision; empty for models that read none.
   */
  List<short[]> searchVectors();

  /**
   * Low-rank additions to the top layers of the text encoder that were trained with the model,
   * lowest layer first; empty if the encoder is frozen.
   */
  List<Map<LayerTuning.Matrix, LowRank>> encoderAdditions();

  /** Writes the weights into one file. */
  void saveWeights(Path file) throws IOException;

  /**
   * Writes the ONNX graphs of the bundle format: {@code ctr.onnx}, and {@code item_adaptor.onnx}
   * and {@code user_adaptor.onnx} as far as the family has them. Only for families that can be
   * served.
   *
   * @param directory an existing folder
   */
  void exportGraphs(Path directory) throws IOException;

  /** Frees native memory. */
  @Override
  void close();
}
