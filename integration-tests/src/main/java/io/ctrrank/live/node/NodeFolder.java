package io.ctrrank.live.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Everything a node touches, in one temporary folder that its user can read wherever the checkout
 * lies: the unpacked distribution with the plugin installed, a home and a folder for temporary
 * files. Closing deletes it.
 */
public final class NodeFolder implements AutoCloseable {
  /** Where Elasticsearch puts it that sets TLS up by itself. */
  private static final String HTTP_AUTHORITY = "certs/http_ca.crt";

  private final Path root;
  private final NodeUser user;
  private final Path elasticsearch;

  private NodeFolder(Path root, NodeUser user, Path elasticsearch) {
    this.root = root;
    this.user = user;
    this.elasticsearch = elasticsearch;
  }

  /** Unpacks the distribution and installs the plugin with the distribution's own tool. */
  public static NodeFolder create(Artifacts artifacts) throws IOException, InterruptedException {
    Path root = Files.createTempDirectory("ctr-rank-live-");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    NodeUser user = NodeUser.resolve();
    NodeFolder folder = new NodeFolder(root, user, root.resolve("elasticsearch"));
    try {
      folder.install(artifacts);
      return folder;
    } catch (IOException | InterruptedException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private void install(Artifacts artifacts) throws IOException, InterruptedException {
    unpack(artifacts.distribution(), elasticsearch);
    Files.createDirectory(home());
    Files.createDirectory(temporary());
    Path plugin = Files.copy(artifacts.plugin(), root.resolve("plugin.zip"));
    user.own(root);
    Commands.run(
        user.command(
            List.of(
                elasticsearch.resolve("bin/elasticsearch-plugin").toString(),
                "install",
                "--batch",
                plugin.toUri().toString())),
        environment());
    Files.delete(plugin);
  }

  /** Copies a bundle to where the plugin looks for models. */
  public void addBundle(Path bundle) throws IOException, InterruptedException {
    Path target = Files.createDirectories(models().resolve(bundle.getFileName()));
    try (Stream<Path> files = Files.list(bundle)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    user.own(config().resolve("ctr-rank"));
  }

  /**
   * Adds a user to the node's own list, with the distribution's own tool.
   *
   * @param password at least six characters
   * @param role a role that Elasticsearch or {@code roles.yml} defines
   */
  public void addUser(String name, String password, String role)
      throws IOException, InterruptedException {
    Commands.run(
        user.command(
            List.of(
                elasticsearch.resolve("bin/elasticsearch-users").toString(),
                "useradd",
                name,
                "-p",
                password,
                "-r",
                role)),
        environment());
  }

  /**
   * Makes a certificate for the connections between nodes, with the distribution's own tool.
   *
   * @return a key store without a password
   */
  Path makeCertificate() throws IOException, InterruptedException {
    Path file = root.resolve("transport.p12");
    Commands.run(
        user.command(
            List.of(
                elasticsearch.resolve("bin/elasticsearch-certutil").toString(),
                "cert",
                "--silent",
                "--self-signed",
                "--pass",
                "",
                "--out",
                file.toString())),
        environment());
    return file;
  }

  /**
   * Makes a certificate for HTTP, of an authority of its own.
   *
   * @return lines for {@code elasticsearch.yml} that switch TLS on with it
   */
  List<String> addHttpCertificate() throws IOException, InterruptedException {
    HttpCertificate made = HttpCertificate.make(root);
    writeConfig(HTTP_AUTHORITY, made.authority());
    writeConfig("certs/http.crt", made.certificate());
    writeConfig("certs/http.key", made.key());
    return List.of(
        "xpack.security.http.ssl.enabled: true",
        "xpack.security.http.ssl.certificate: certs/http.crt",
        "xpack.security.http.ssl.key: certs/http.key");
  }

  /** Copies a file into the node's config folder. */
  void copyToConfig(Path file) throws IOException, InterruptedException {
    Path target = config().resolve(String.valueOf(file.getFileName()));
    Files.copy(file, target);
    user.own(target);
  }

  /** Puts the files of an unpacked plugin where the node looks for plugins. */
  public void addPlugin(String name, Map<String, byte[]> files)
      throws IOException, InterruptedException {
    Path target = Files.createDirectory(elasticsearch.resolve("plugins").resolve(name));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(target.resolve(file.getKey()), file.getValue());
    }
    user.own(target);
  }

  /** Writes one file below the node's config folder. */
  public void writeConfig(String name, String content) throws IOException, InterruptedException {
    Path file = config().resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content, UTF_8);
    user.own(file);
  }

  /** The folder that holds everything. */
  public Path root() {
    return root;
  }

  /** The unpacked distribution. */
  public Path elasticsearch() {
    return elasticsearch;
  }

  /** The node's config folder. */
  public Path config() {
    return elasticsearch.resolve("config");
  }

  /** Certificate of the authority that signed the node's, where it has TLS for HTTP. */
  public Path httpAuthority() {
    return config().resolve(HTTP_AUTHORITY);
  }

  /** Where the plugin reads bundles. */
  public Path models() {
    return config().resolve("ctr-rank/models");
  }

  /** The node's log folder. */
  public Path logs() {
    return elasticsearch.resolve("logs");
  }

  /** The node's home folder ({@code HOME} and {@code user.home}): nothing should ever be in it. */
  public Path home() {
    return root.resolve("home");
  }

  /** The node's folder for temporary files. */
  public Path temporary() {
    return root.resolve("tmp");
  }

  NodeUser user() {
    return user;
  }

  /** The environment of the node's processes; the JDK is the one that this process runs on. */
  Map<String, String> environment() {
    return Map.of(
        "PATH", System.getenv("PATH"),
        "LANG", "C.UTF-8",
        "HOME", home().toString(),
        "ES_JAVA_HOME", System.getProperty("java.home"),
        "ES_TMPDIR", temporary().toString(),
        // The launcher and the plugin tool are JVMs of their own and know no ES_TMPDIR.
        "CLI_JAVA_OPTS", "-XX:-UsePerfData -Djava.io.tmpdir=" + temporary());
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Unpacks what is below the zip's only top folder; what lies in {@code bin} may be run. */
  private static void unpack(Path zip, Path target) throws IOException {
    try (ZipFile entries = new ZipFile(zip.toFile())) {
      for (Enumeration<? extends ZipEntry> all = entries.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("zip [" + zip + "] has an entry [" + name + "] outside its folder");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Path parent = requireNonNull(path.getParent(), "parent of a file below the target");
        Files.createDirectories(parent);
        try (InputStream in = entries.getInputStream(entry)) {
          Files.copy(in, path);
        }
        if (parent.endsWith("bin")) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }
}
