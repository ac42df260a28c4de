package io.ctrrank.trainer.llama;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Llama-style decoder in plain loops and double precision, token by token, as its papers say it:
 * written apart from the graph, which it judges.
 */
final class LlamaReference {
  private final TinyLlama model;
  private final Map<String, float[]> weights;
  private final double theta;
  private final double epsilon;
  private final DoubleUnaryOperator scaling;

  LlamaReference(
      TinyLlama model,
      Map<String, float[]> weights,
      double theta,
      double epsilon,
      DoubleUnaryOperator scaling) {
    this.model = model;
    this.weights = weights;
    this.theta = theta;
    this.epsilon = epsilon;
    this.scaling = scaling;
  }

  /** Hidden states of each token, {@code [tokens][h]}. */
  double[][] states(long[] ids) {
    int width = TinyLlama.WIDTH;
    double[][] states = new double[ids.length][width];
    float[] table = weight("embed_tokens.weight");
    for (int t = 0; t < ids.length; t++) {
      for (int i = 0; i < width; i++) {
        states[t][i] = table[(int) ids[t] * width + i];
      }
    }
    for (int layer = 0; layer < TinyLlama.LAYERS; layer++) {
      String name = "layers." + layer + ".";
      double[][] attended = attention(normalized(states, name + "input_layernorm"), name);
      add(states, attended);
      double[][] inner = normalized(states, name + "post_attention_layernorm");
      for (int t = 0; t < ids.length; t++) {
        double[] gate = dense(inner[t], name + "mlp.gate_proj");
        double[] up = dense(inner[t], name + "mlp.up_proj");
        for (int i = 0; i < gate.length; i++) {
          up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
        }
        add(states[t], dense(up, name + "mlp.down_proj"));
      }
    }
    return normalized(states, "norm");
  }

  private double[][] attention(double[][] x, String layer) {
    int tokens = x.length;
    int w = model.headWidth();
    int group = TinyLlama.HEADS / TinyLlama.KEY_HEADS;
    double[][] q = new double[tokens][];
    double[][] k = new double[tokens][];
    double[][] v = new double[tokens][];
    for (int t = 0; t < tokens; t++) {
      q[t] = rotated(dense(x[t], layer + "self_attn.q_proj"), t);
      k[t] = rotated(dense(x[t], layer + "self_attn.k_proj"), t);
      v[t] = dense(x[t], layer + "self_attn.v_proj");
    }
    double[][] out = new double[tokens][];
    for (int t = 0; t < tokens; t++) {
      double[] context = new double[TinyLlama.HEADS * w];
      for (int head = 0; head < TinyLlama.HEADS; head++) {
        int key = head / group * w;
        double[] share = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          double score = 0;
          for (int i = 0; i < w; i++) {
            score += q[t][head * w + i] * k[s][key + i];
          }
          share[s] = Math.exp(score / Math.sqrt(w));
          sum += share[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < w; i++) {
            context[head * w + i] += share[s] / sum * v[s][key + i];
          }
        }
      }
      out[t] = dense(context, layer + "self_attn.o_proj");
    }
    return out;
  }

  /** Component i of a head's first half and that of its second half are a complex number. */
  private double[] rotated(double[] x, int position) {
    int w = model.headWidth();
    double[] rotated = new double[x.length];
    for (int from = 0; from < x.length; from += w) {
      for (int i = 0; i < w / 2; i++) {
        double frequency = scaling.applyAsDouble(1 / Math.pow(theta, 2.0 * i / w));
        double cos = Math.cos(position * frequency);
        double sin = Math.sin(position * frequency);
        double real = x[from + i];
        double imaginary = x[from + w / 2 + i];
        rotated[from + i] = real * cos - imaginary * sin;
        rotated[from + w / 2 + i] = real * sin + imaginary * cos;
      }
    }
    return rotated;
  }

  private double[] dense(double[] x, String name) {
    float[] weight = weight(name + ".weight");
    float @Nullable [] bias = weights.get(name + ".bias");
    double[] y = new double[weight.length / x.length];
    for (int o = 0; o < y.length; o++) {
      y[o] = bias == null ? 0 : bias[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += (double) weight[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  private double[][] normalized(double[][] x, String name) {
    float[] weight = weight(name + ".weight");
    double[][] y = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double squares = 0;
      for (double value : x[t]) {
        squares += value * value;
      }
      double root = Math.sqrt(squares / x[t].length + epsilon);
      y[t] = new double[x[t].length];
      for (int i = 0; i < y[t].length; i++) {
        y[t][i] = x[t][i] / root * weight[i];
      }
    }
    return y;
  }

  private float[] weight(String name) {
    return requireNonNull(weights.get(name), name);
  }

  private static void add(double[][] x, double[][] y) {
    for (int t = 0; t < x.length; t++) {
      add(x[t], y[t]);
    }
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }
}
