package io.ctrrank.benchmarks;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.onnx.CtrScorer;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One inference of a rescore window on one thread: filling the pinned buffers, the ONNX run,
 * reading the logits. The setup checks that the window scores like its rows one by one.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class WindowScoringBenchmark {
  private static final double TOLERANCE = 1e-4;

  /** Model bundle below the folder that the property bench.bundles names. */
  @Param({"din", "msd"})
  public String model;

  /** Candidates N. */
  @Param({"50", "200", "1000"})
  public int window;

  /** Events of the user. */
  @Param({"0", "50"})
  public int history;

  private OnnxEngine engine;
  private CtrScorer scorer;
  private CandidateBatch candidates;
  private UserContext user;

  /** Opens the model and makes a window and a user. */
  @Setup(Level.Trial)
  public void open() throws Exception {
    Bundle bundle = Bundle.open(Path.of(System.getProperty("bench.bundles"), model));
    engine = OnnxEngine.create(Device.CPU);
    scorer = CtrScorer.open(engine, bundle, 1);
    ModelManifest manifest = bundle.manifest();
    candidates = SampleInputs.candidates(manifest, window, new Random(1));
    user = SampleInputs.user(manifest, history, new Random(2));
    checkAgainstRowsOneByOne(manifest);
  }

  private void checkAgainstRowsOneByOne(ModelManifest manifest) {
    float[] together = scorer.logits(user, candidates);
    for (int row = 0; row < window; row += Math.max(1, window / 10)) {
      float alone = scorer.logits(user, SampleInputs.row(manifest, candidates, row))[0];
      if (Math.abs(alone - together[row]) > TOLERANCE) {
        throw new IllegalStateException(
            "row ["
                + row
                + "] scores ["
                + together[row]
                + "] in the window, alone ["
                + alone
                + "]");
      }
    }
  }

  /** Closes the model. */
  @TearDown(Level.Trial)
  public void close() {
    scorer.close();
    engine.close();
  }

  /** Scores the window. */
  @Benchmark
  public float[] score() {
    return scorer.logits(user, candidates);
  }
}
