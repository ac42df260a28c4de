package io.ctrrank.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The machine's NVIDIA cards as {@code nvidia-smi} tells them. */
final class GpuCard {
  private GpuCard() {}

  /** Name, driver, memory, one line a card; what went wrong where there is no such tool. */
  static List<String> describe() {
    return query("name,driver_version,memory.total,compute_cap");
  }

  /** Memory in use on card {@code index} by whomever, in words. */
  static String memoryUsed(int index) {
    List<String> all = query("memory.used");
    return index < all.size() ? all.get(index) : "unknown";
  }

  private static List<String> query(String fields) {
    try {
      Process process =
          new ProcessBuilder("nvidia-smi", "--query-gpu=" + fields, "--format=csv,noheader")
              .redirectErrorStream(true)
              .start();
      try (InputStream in = process.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().lines().toList();
      }
    } catch (IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
