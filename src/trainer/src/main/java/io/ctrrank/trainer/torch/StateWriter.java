package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/** Writes a state. */
record StateWriter(DataOutputStream out) implements StateStream {
  @Override
  public long number(long value) throws IOException {
    out.writeLong(value);
    return value;
  }

  @Override
  public double real(double value) throws IOException {
    out.writeDouble(value);
    return value;
  }

  @Override
  public byte[] bytes(byte[] value) throws IOException {
    out.writeInt(value.length);
    out.write(value);
    return value;
  }

  @Override
  public List<Evaluation> evaluations(List<Evaluation> value) throws IOException {
    out.writeInt(value.size());
    for (Evaluation evaluation : value) {
      out.writeDouble(evaluation.epoch());
      out.writeDouble(evaluation.trainingLoss());
      out.writeDouble(evaluation.validationAuc());
      out.writeDouble(evaluation.validationLogLoss());
    }
    return value;
  }

  @Override
  public void values(Tensor tensor) throws IOException {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    try (FloatPointer data = tensor.data_ptr_float()) {
      data.get(values);
    }
    FloatRecords.write(out, values);
  }
}
