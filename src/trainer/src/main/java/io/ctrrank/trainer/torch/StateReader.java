package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/** Reads a state from an undamaged file. */
record StateReader(DataInputStream in) implements StateStream {
  @Override
  public long number(long value) throws IOException {
    return in.readLong();
  }

  @Override
  public double real(double value) throws IOException {
    return in.readDouble();
  }

  @Override
  public byte[] bytes(byte[] value) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  @Override
  public List<Evaluation> evaluations(List<Evaluation> value) throws IOException {
    int count = in.readInt();
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      evaluations.add(
          new Evaluation(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
    }
    return evaluations;
  }

  @Override
  public void values(Tensor tensor) throws IOException {
    float[] values = FloatRecords.read(in, Math.toIntExact(tensor.numel()));
    try (FloatPointer data = tensor.data_ptr_float()) {
      data.put(values);
    }
  }
}
