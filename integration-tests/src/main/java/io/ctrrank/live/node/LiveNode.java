package io.ctrrank.live.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running node: loopback only, ports of its own choice, entitlements on as always. Closing ends
 * the process and leaves the folder, so that the node can be started again from it. When the
 * process that started it is ended from outside, the node and its folder go too, unless it was
 * detached.
 */
public final class LiveNode implements AutoCloseable {
  /** System property with an option more for the JVM of nodes. */
  private static final String JVM_OPTIONS = "live.jvm.options";

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
  private static final int LOG_TAIL = 60;
  private static final long NOBODY = -1;

  private static final String SINGLE =
      """
      node.name: live
      discovery.type: single-node
      transport.port: 0
      """;

  private static final String SETTINGS =
      """
      cluster.name: ctr-rank-live
      network.host: 127.0.0.1
      http.port: 0
      node.portsfile: true
      cluster.routing.allocation.disk.threshold_enabled: false
      """;

  /** Lines that switch security on, without what Elasticsearch would set up by itself. */
  static final List<String> SECURED =
      List.of("xpack.security.enabled: true", "xpack.security.autoconfiguration.enabled: false");

  private final NodeFolder folder;
  private final Process process;
  private final Thread stopAtExit;
  private final NodeClient client;
  private long frozen = NOBODY;

  private LiveNode(NodeFolder folder, Process process, Thread stopAtExit, NodeClient client) {
    this.folder = folder;
    this.process = process;
    this.stopAtExit = stopAtExit;
    this.client = client;
  }

  /**
   * Starts a node without security and waits until it answers.
   *
   * @param folder where it is installed
   * @param settings further lines for {@code elasticsearch.yml}
   * @throws IOException if it ends or does not answer in time; the message holds the end of its log
   */
  public static LiveNode start(NodeFolder folder, List<String> settings)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(settings);
    all.add("xpack.security.enabled: false");
    return begin(folder, SINGLE, all, client -> client).await();
  }

  /**
   * Starts a node with security and waits until it answers.
   *
   * @param settings further lines for {@code elasticsearch.yml}
   * @param user as whom {@link #client} talks to it, one of the folder's users with all rights
   * @throws IOException if it ends or does not answer in time; the message holds the end of its log
   */
  public static LiveNode startSecured(
      NodeFolder folder, List<String> settings, String user, String password)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(settings);
    all.addAll(SECURED);
    return begin(folder, SINGLE, all, client -> client.as(user, password)).await();
  }

  /**
   * Starts a node with security, and TLS for HTTP with a certificate of its own, and waits until it
   * answers.
   *
   * @param settings further lines for {@code elasticsearch.yml}
   * @param user as whom {@link #client} talks to it, one of the folder's users with all rights
   * @throws IOException if it ends or does not answer in time; the message holds the end of its log
   */
  public static LiveNode startEncrypted(
      NodeFolder folder, List<String> settings, String user, String password)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(settings);
    all.addAll(SECURED);
    all.addAll(folder.addHttpCertificate());
    return begin(
            folder,
            SINGLE,
            all,
            client -> client.overTls(folder.httpAuthority()).as(user, password))
        .await();
  }

  /** Makes a client of an open node one of the node as it is. */
  @FunctionalInterface
  interface Login {
    NodeClient to(NodeClient node) throws IOException;
  }

  /**
   * A node on its way.
   *
   * @param folder where it is installed
   * @param process its launcher
   * @param stopAtExit ends it with this process
   * @param login makes the client somebody
   */
  record Starting(NodeFolder folder, Process process, Thread stopAtExit, Login login) {
    /**
     * Waits until it answers.
     *
     * @throws IOException if it ends or does not answer in time; it is ended then
     */
    LiveNode await() throws IOException, InterruptedException {
      try {
        NodeClient client = awaitAnswer(folder, process, login);
        return new LiveNode(folder, process, stopAtExit, client);
      } catch (IOException | InterruptedException | RuntimeException e) {
        end(process);
        Runtime.getRuntime().removeShutdownHook(stopAtExit);
        throw e;
      }
    }
  }

  /**
   * Begins to start a node.
   *
   * @param place lines of {@code elasticsearch.yml} on its name and its cluster
   * @param settings further lines
   */
  static Starting begin(NodeFolder folder, String place, List<String> settings, Login login)
      throws IOException, InterruptedException {
    folder.writeConfig("elasticsearch.yml", SETTINGS + place + String.join("\n", settings) + "\n");
    folder.writeConfig(
        "jvm.options.d/live.options",
        "-Xms768m\n-Xmx768m\n-XX:-UsePerfData\n" + System.getProperty(JVM_OPTIONS, "") + "\n");
    Files.createDirectories(folder.logs());
    Files.deleteIfExists(portsFile(folder));
    ProcessBuilder builder =
        new ProcessBuilder(
            folder
                .user()
                .command(List.of(folder.elasticsearch().resolve("bin/elasticsearch").toString())));
    Map<String, String> environment = new HashMap<>(folder.environment());
    environment.put("ES_JAVA_OPTS", "-Duser.home=" + folder.home());
    Commands.replaceEnvironment(builder, environment);
    Process process =
        builder
            .directory(folder.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(console(folder).toFile())
            .start();
    Thread stopAtExit = new Thread(() -> endWith(process, folder), "stop-node");
    Runtime.getRuntime().addShutdownHook(stopAtExit);
    return new Starting(folder, process, stopAtExit, login);
  }

  /** Talks to the node. */
  public NodeClient client() {
    return client;
  }

  /** Where the node is installed. */
  public NodeFolder folder() {
    return folder;
  }

  /** Pid of the Elasticsearch process itself, a child of the launcher that was started. */
  public long pid() throws IOException {
    return client.local("process").getAsJsonObject("process").get("id").getAsLong();
  }

  /** Pid of the launcher: SIGTERM to it stops the node in an orderly way. */
  public long launcherPid() {
    return process.pid();
  }

  /** What the node has logged so far. */
  public String log() {
    return read(console(folder));
  }

  /** The last lines the node has logged. */
  public String logTail() {
    return tail(folder);
  }

  /** Leaves the node running when this process ends. */
  public void detach() {
    Runtime.getRuntime().removeShutdownHook(stopAtExit);
  }

  /** Ends the node at once, as a fault would, and waits for the end of it. */
  public void kill() throws IOException, InterruptedException {
    kill(pid());
  }

  /**
   * As {@link #kill()}, without asking the node anything more.
   *
   * @param pid of the Elasticsearch process, asked for before
   */
  public void kill(long pid) throws IOException, InterruptedException {
    ProcessHandle node = ProcessHandle.of(pid).orElseThrow();
    node.destroyForcibly();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("the launcher of node [" + node.pid() + "] goes on without it");
    }
  }

  /** Stops the node where it stands; connections stay open, and nobody answers. */
  public void freeze() throws IOException, InterruptedException {
    frozen = pid();
    signal("STOP");
  }

  /** Lets a frozen node go on; nothing happens to one that is not frozen. */
  public void thaw() throws IOException, InterruptedException {
    if (frozen != NOBODY) {
      signal("CONT");
      frozen = NOBODY;
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    Commands.run(List.of("kill", "-" + name, Long.toString(frozen)));
  }

  /** Sends SIGTERM and waits for the end; a frozen node has to be thawed before. */
  @Override
  public void close() {
    end(process);
    Runtime.getRuntime().removeShutdownHook(stopAtExit);
  }

  private static NodeClient awaitAnswer(NodeFolder folder, Process process, Login login)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IOException(
            "node ended with exit code [" + process.exitValue() + "] at start:\n" + tail(folder));
      }
      if (Files.exists(portsFile(folder))) {
        List<String> addresses = Files.readAllLines(portsFile(folder), UTF_8);
        if (!addresses.isEmpty()) {
          NodeClient client = login.to(new NodeClient(URI.create("http://" + addresses.get(0))));
          client.get("/_cluster/health?wait_for_status=yellow&timeout=60s");
          return client;
        }
      }
      Thread.sleep(200);
    }
    throw new IOException("node did not answer within " + START_LIMIT + ":\n" + tail(folder));
  }

  private static void endWith(Process process, NodeFolder folder) {
    end(process);
    try {
      folder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM to the launcher, which passes it on; then waits for it and for the node itself. */
  private static void end(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    process.destroy();
    try {
      for (ProcessHandle each : all) {
        each.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (TimeoutException | ExecutionException e) {
      all.forEach(ProcessHandle::destroyForcibly);
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  private static Path portsFile(NodeFolder folder) {
    return folder.logs().resolve("http.ports");
  }

  private static Path console(NodeFolder folder) {
    return folder.root().resolve("console.log");
  }

  private static String tail(NodeFolder folder) {
    List<String> lines = read(console(folder)).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
