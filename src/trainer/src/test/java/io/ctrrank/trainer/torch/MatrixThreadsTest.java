package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;

/** Alone in its class: the number of threads is the process's. */
final class MatrixThreadsTest {
  @Test
  void train_oneThread_isOneForMatrixProductsToo() {
    openblas_nolapack.blas_set_num_threads(2);
    TorchTrainer trainer = new TorchTrainer();
    TrainingOptions options =
        trainer.defaults(Architecture.DIN).toBuilder().batchSize(64).maxEpochs(1).build();

    trainer
        .train(
            Architecture.DIN,
            SyntheticData.of(Architecture.DIN, SyntheticData.dataset(5, 40)),
            options,
            TrainingListener.SILENT)
        .model()
        .close();

    assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
  }
}
