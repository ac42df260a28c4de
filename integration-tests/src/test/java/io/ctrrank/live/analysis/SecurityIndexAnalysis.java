package io.ctrrank.live.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.ctrrank.live.node.NodeFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.elasticsearch.plugin.NamedComponent;
import org.elasticsearch.plugin.analysis.TokenFilterFactory;
import org.elasticsearch.plugin.analysis.TokenizerFactory;

/**
 * A plugin that stands in for what security's own index names of the module {@code
 * analysis-common}. Without it a node of the tests makes no API key; nobody searches with it.
 */
public final class SecurityIndexAnalysis {
  private static final String NAME = "security-index-analysis";

  private SecurityIndexAnalysis() {}

  /** Tells words apart. */
  @NamedComponent("uax_url_email")
  public static final class Words implements TokenizerFactory {
    @Override
    public Tokenizer create() {
      return new StandardTokenizer();
    }
  }

  /** Leaves words as they are. */
  @NamedComponent("pattern_capture")
  public static final class Parts implements TokenFilterFactory {
    @Override
    public TokenStream create(TokenStream words) {
      return words;
    }
  }

  /** Leaves words as they are. */
  @NamedComponent("unique")
  public static final class Unique implements TokenFilterFactory {
    @Override
    public TokenStream create(TokenStream words) {
      return words;
    }
  }

  /** Installs it where a node has not started yet. */
  public static void addTo(NodeFolder folder) throws IOException, InterruptedException {
    folder.addPlugin(
        NAME,
        Map.of(
            "stable-plugin-descriptor.properties",
            descriptor(version(folder)).getBytes(UTF_8),
            "named_components.json",
            components().getBytes(UTF_8),
            NAME + ".jar",
            jar()));
  }

  private static String version(NodeFolder folder) throws IOException {
    Path file =
        folder.elasticsearch().resolve("plugins").resolve("ctr-rank/plugin-descriptor.properties");
    Properties descriptor = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      descriptor.load(in);
    }
    return requireNonNull(descriptor.getProperty("elasticsearch.version"), "version of the node");
  }

  private static String descriptor(String elasticsearch) {
    return """
        name=%s
        description=Stands in for analysis-common.
        version=1
        elasticsearch.version=%s
        java.version=21
        """
        .formatted(NAME, elasticsearch);
  }

  private static String components() {
    return """
        {"%s": {"uax_url_email": "%s"}, "%s": {"pattern_capture": "%s", "unique": "%s"}}"""
        .formatted(
            TokenizerFactory.class.getName(),
            Words.class.getName(),
            TokenFilterFactory.class.getName(),
            Parts.class.getName(),
            Unique.class.getName());
  }

  private static byte[] jar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      for (Class<?> each :
          List.of(SecurityIndexAnalysis.class, Words.class, Parts.class, Unique.class)) {
        String file = each.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(file));
        try (InputStream in =
            requireNonNull(each.getClassLoader().getResourceAsStream(file), "class of this one")) {
          in.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
