package io.ctrrank.live.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node's process holds at a moment.
 *
 * @param heap used bytes of the JVM's heap, garbage included
 * @param resident bytes of the process in memory, as Linux counts them
 * @param direct bytes of direct buffers
 * @param threads of the JVM
 * @param files open file descriptors
 */
public record NodeResources(long heap, long resident, long direct, long threads, long files) {
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB = 1024;

  /** Asks every node of a cluster on this machine; by name. */
  public static Map<String, NodeResources> all(NodeClient client) throws IOException {
    Map<String, NodeResources> resources = new TreeMap<>();
    Map<String, JsonElement> processes =
        client.get("/_nodes/process").getAsJsonObject("nodes").asMap();
    JsonObject nodes = client.get("/_nodes/stats/jvm,process").getAsJsonObject("nodes");
    for (Map.Entry<String, JsonElement> entry : nodes.asMap().entrySet()) {
      JsonElement process = processes.get(entry.getKey());
      if (process != null) {
        long pid = process.getAsJsonObject().getAsJsonObject("process").get("id").getAsLong();
        JsonObject node = entry.getValue().getAsJsonObject();
        resources.put(node.get("name").getAsString(), of(node, pid));
      }
    }
    return resources;
  }

  private static NodeResources of(JsonObject node, long pid) throws IOException {
    JsonObject jvm = node.getAsJsonObject("jvm");
    return new NodeResources(
        jvm.getAsJsonObject("mem").get("heap_used_in_bytes").getAsLong(),
        resident(pid),
        jvm.getAsJsonObject("buffer_pools")
            .getAsJsonObject("direct")
            .get("used_in_bytes")
            .getAsLong(),
        jvm.getAsJsonObject("threads").get("count").getAsLong(),
        node.getAsJsonObject("process").get("open_file_descriptors").getAsLong());
  }

  private static long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"), UTF_8)) {
      if (line.startsWith(RESIDENT)) {
        String kib = line.substring(RESIDENT.length()).replace("kB", "").strip();
        return Long.parseLong(kib) * KIB;
      }
    }
    throw new IOException("process [" + pid + "] has no line [" + RESIDENT + "]");
  }
}
