package io.ctrrank.benchmarks;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.onnx.CtrScorer;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Bundles beside each other, one inference of a rescore window on one thread: rounds take turns, so
 * what else the machine does meets all of them, and ratios to the first bundle are made round by
 * round. Arguments: window, history, then folders of bundles. Bundles of the same features get the
 * same inputs, and how far their logits lie apart is told.
 */
public final class BundleComparison {
  private static final int WARM_UP = 1_500;
  private static final int ROUNDS = 400;
  private static final int RUNS = 10;
  private static final double NANOS_PER_MICRO = 1e3;

  /** A loaded bundle with its inputs. */
  private record Subject(
      String name, CtrScorer scorer, CandidateBatch candidates, UserContext user, double[] micros) {
    float[] logits() {
      return scorer.logits(user, candidates);
    }

    void time(int round) {
      long start = System.nanoTime();
      for (int run = 0; run < RUNS; run++) {
        logits();
      }
      micros[round] = (System.nanoTime() - start) / NANOS_PER_MICRO / RUNS;
    }
  }

  private BundleComparison() {}

  /** Compares and prints. */
  public static void main(String[] arguments) throws IOException, BundleException {
    if (arguments.length < 3) {
      throw new IllegalArgumentException(
          "[" + arguments.length + "] arguments; expected window, history and folders of bundles");
    }
    int window = Integer.parseInt(arguments[0]);
    int history = Integer.parseInt(arguments[1]);
    List<Subject> subjects = new ArrayList<>();
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU)) {
      for (String folder : Arrays.asList(arguments).subList(2, arguments.length)) {
        subjects.add(open(engine, folder, window, history));
      }
      compare(subjects);
    } finally {
      subjects.forEach(subject -> subject.scorer().close());
    }
  }

  private static Subject open(OnnxEngine engine, String folder, int window, int history)
      throws IOException, BundleException {
    Bundle bundle = Bundle.open(Path.of(folder));
    ModelManifest manifest = bundle.manifest();
    return new Subject(
        folder,
        CtrScorer.open(engine, bundle, 1),
        SampleInputs.candidates(manifest, window, new Random(1)),
        SampleInputs.user(manifest, history, new Random(2)),
        new double[ROUNDS]);
  }

  private static void compare(List<Subject> subjects) {
    for (Subject subject : subjects) {
      for (int run = 0; run < WARM_UP; run++) {
        subject.logits();
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Subject subject : subjects) {
        subject.time(round);
      }
    }
    Subject first = subjects.get(0);
    System.out.println(
        "us a run: least, median (quartiles); ratio to the first: median (quartiles)");
    for (Subject subject : subjects) {
      System.out.printf(
          Locale.ROOT,
          "%7.0f  %s  %s  logits within %.1e  %s%n",
          Figures.quantile(subject.micros(), 0),
          Figures.spread("%.0f", subject.micros()),
          Figures.spread("%.3f", Figures.ratios(subject.micros(), first.micros())),
          distance(first.logits(), subject.logits()),
          subject.name());
    }
  }

  private static double distance(float[] a, float[] b) {
    double most = 0;
    for (int row = 0; row < a.length; row++) {
      most = Math.max(most, Math.abs(a[row] - b[row]));
    }
    return most;
  }
}
