package io.ctrrank.trainer.torch;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.trainer.data.QueryTexts;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingOptions;
import java.util.Optional;

/**
 * How rows of a data set become what one family reads.
 *
 * @param schema the family's inputs
 * @param vocabularyRows row of the item-id vocabulary by catalogue index
 * @param queries what stands in for the query of each row; empty for families that read none
 * @param pooling how hidden states became the text vectors
 */
record ModelForm(
    FeatureSchema schema, long[] vocabularyRows, Optional<QueryTexts> queries, Pooling pooling) {

  static ModelForm of(Architecture architecture, TrainingOptions options, TrainingData data) {
    return new ModelForm(
        architecture.schema(data.dataset().schema(), options),
        data.dataset().items().itemRows(),
        data.queries(),
        data.origin().pooling());
  }
}
