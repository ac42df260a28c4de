package io.ctrrank.runtime.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.args.RawableFactory;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server of version 6.2 on a free port of this machine's loopback interface, and what
 * may happen to it: killed, frozen, thawed, restarted. Keeps nothing on disk beyond its program,
 * which lies in a temporary folder that every user may read. Modules that use it need {@code
 * com.github.codemonstur:embedded-redis} in test scope.
 */
public final class LocalRedis implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(10);

  /** Servers of a cluster need a second port 10,000 above, which one port in five has not. */
  private static final int ATTEMPTS = 20;

  private final Path folder;
  private final Path program;
  private final List<String> first;
  private final String ready;
  private final List<String> settings;
  private final Thread killer = new Thread(this::destroy, "local-redis-killer");
  private int port;
  private @Nullable Process process;
  private boolean kept;

  private LocalRedis(
      Path folder, Path program, List<String> first, String ready, List<String> settings) {
    this.folder = folder;
    this.program = program;
    this.first = first;
    this.ready = ready;
    this.settings = settings;
  }

  /**
   * Starts a server.
   *
   * @param settings what its command line says beyond the usual, such as {@code "--maxmemory",
   *     "4mb"}
   */
  public static LocalRedis start(String... settings) {
    Path folder = makeFolder();
    return start(folder, List.of(), "Ready to accept connections", List.of(settings));
  }

  /**
   * Starts a Sentinel.
   *
   * @param lines of its configuration, besides the port
   */
  public static LocalRedis startSentinel(List<String> lines) {
    Path folder = makeFolder();
    try {
      Path file = Files.write(folder.resolve("sentinel.conf"), lines);
      return start(folder, List.of(file.toString()), "+monitor master", List.of("--sentinel"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path makeFolder() {
    try {
      Path folder = Files.createTempDirectory("ctr-redis");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LocalRedis start(
      Path folder, List<String> first, String ready, List<String> settings) {
    try {
      Path program = Files.createLink(folder.resolve("redis-server"), Unpacked.PROGRAM);
      LocalRedis redis = new LocalRedis(folder, program, first, ready, settings);
      Runtime.getRuntime().addShutdownHook(redis.killer);
      redis.startOnAFreePort();
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Address to connect to. */
  public String host() {
    return "127.0.0.1";
  }

  /** TCP port; stays the same when the server is restarted. */
  public int port() {
    return port;
  }

  /** Id of the server's process. */
  public long pid() {
    return running().pid();
  }

  /** The server's program, for the programs beside it and for what it says of itself. */
  public Path program() {
    return program;
  }

  /** Where the server lives; goes with it. */
  public Path folder() {
    return folder;
  }

  /** Leaves server and folder when this is closed, and when this process ends. */
  public void keep() {
    kept = true;
    Runtime.getRuntime().removeShutdownHook(killer);
  }

  /** Ends the server as a crash would; all that it held is lost. */
  public void kill() {
    destroy();
  }

  /** Stops the server where it stands; connections stay open, and nobody answers. */
  public void freeze() {
    signal("STOP");
    awaitState('T');
  }

  /** Lets a frozen server go on. */
  public void thaw() {
    signal("CONT");
  }

  /** Ends the server and starts it on the same port, empty. */
  public void restart() {
    destroy();
    // Meanwhile the port may be that of somebody's outgoing connection.
    long end = System.nanoTime() + START.toNanos();
    while (!launch()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "redis does not come back on port [" + port + "]: " + log());
      }
    }
  }

  /** Forgets all keys. */
  public void flush() {
    command("FLUSHALL");
  }

  /**
   * Sends a command on a connection of its own, as {@code redis-cli} does.
   *
   * @param words the command and its arguments, strings or byte arrays
   * @return text for strings, numbers, and lists of them; null for what is not there
   * @throws RuntimeException the error that the server answers with
   */
  public @Nullable Object command(Object... words) {
    try (Connection connection = connect()) {
      return readable(connection.executeCommand(arguments(words)));
    }
  }

  /** As {@link #command}, for what answers with text. */
  public String text(Object... words) {
    return requireNonNull((String) command(words), "redis has no answer");
  }

  /** As {@link #command}, for what answers with a number. */
  public long number(Object... words) {
    return requireNonNull((Long) command(words), "redis has no answer");
  }

  /** The bytes at a key; null when there are none. */
  public byte @Nullable [] bytes(byte[] key) {
    try (Connection connection = connect()) {
      return (byte[]) connection.executeCommand(arguments("GET", key));
    }
  }

  /** Ends the server, frozen or not, and deletes its folder. */
  @Override
  public void close() {
    if (kept) {
      return;
    }
    destroy();
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The JVM is ending already.
    }
    deleteFolder(folder);
  }

  private static void deleteFolder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The program, unpacked once: one that this process still writes cannot be started, nor while
   * another one that it started in the meantime has the file open.
   */
  private static final class Unpacked {
    static final Path PROGRAM = unpack();

    private static Path unpack() {
      Path folder = makeFolder();
      try {
        Path program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteFolder(folder)));
        return program;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void startOnAFreePort() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(host()))) {
        port = free.getLocalPort();
      }
      // Somebody else may take the port first.
      if (launch()) {
        return;
      }
    }
    throw new IllegalStateException("redis does not start: " + log());
  }

  private boolean launch() {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(first);
    line.addAll(List.of("--port", Integer.toString(port), "--bind", host()));
    line.addAll(List.of("--save", "", "--dir", folder.toString()));
    line.addAll(settings);
    try {
      process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("redis.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long end = System.nanoTime() + START.toNanos();
    while (running().isAlive() && System.nanoTime() - end < 0) {
      if (listens() && log().contains(ready)) {
        return true;
      }
      pause();
    }
    destroy();
    return false;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("redis.log"), UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("redis was not started");
    }
    return process;
  }

  private void destroy() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("redis [" + pid() + "] takes no signal [" + name + "]");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Signals arrive a little later; Linux tells when. */
  private void awaitState(char state) {
    Path stat = Path.of("/proc", Long.toString(pid()), "stat");
    long end = System.nanoTime() + START.toNanos();
    try {
      while (Files.exists(stat) && System.nanoTime() - end < 0) {
        String text = Files.readString(stat, UTF_8);
        if (text.charAt(text.lastIndexOf(')') + 2) == state) {
          return;
        }
        pause();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return host() + ":" + port;
  }

  /** With the password that the settings ask for. */
  private Connection connect() {
    int password = settings.indexOf("--requirepass");
    return new Connection(
        new HostAndPort(host(), port),
        DefaultJedisClientConfig.builder()
            .password(password < 0 ? null : settings.get(password + 1))
            .autoNegotiateProtocol(false)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .build());
  }

  private static CommandArguments arguments(Object... words) {
    CommandArguments arguments = new CommandArguments(() -> words[0].toString().getBytes(UTF_8));
    Arrays.stream(words)
        .skip(1)
        .map(word -> word instanceof byte[] bytes ? bytes : word.toString().getBytes(UTF_8))
        .forEach(word -> arguments.add(RawableFactory.from(word)));
    return arguments;
  }

  private static @Nullable Object readable(@Nullable Object answer) {
    if (answer instanceof byte[] bytes) {
      return new String(bytes, UTF_8);
    }
    if (answer instanceof List<?> list) {
      return list.stream().map(LocalRedis::readable).toList();
    }
    if (answer instanceof JedisException error) {
      throw error;
    }
    return answer;
  }
}
