package io.ctrrank.models;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file inside a Maven artifact, as a manifest names it: {@code group:artifact:version!/path}.
 *
 * @param group Maven group
 * @param artifact Maven artifact
 * @param version Maven version
 * @param path path inside the jar, without a leading slash
 */
public record ArtifactFile(String group, String artifact, String version, String path) {
  private static final Pattern FORM = Pattern.compile("([^:!]+):([^:!]+):([^:!]+)!/(.+)");

  /**
   * Reads the form that manifests use.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static ArtifactFile parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "artifact is [" + text + "]; expected [group:artifact:version!/path/in/jar]");
    }
    return new ArtifactFile(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
  }

  /**
   * Copies the file out of the jar of exactly this artifact and version on the class path.
   *
   * @throws IOException if the class path has no such artifact, another version of it, or the jar
   *     no such file
   */
  public void copyTo(Path target) throws IOException {
    String coordinates = "META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    URL found = ArtifactFile.class.getClassLoader().getResource(coordinates);
    if (found == null) {
      throw new IOException(
          "artifact ["
              + group
              + ":"
              + artifact
              + "] is not on the class path; add it to the"
              + " dependencies of models/pom.xml");
    }
    requireVersion(found);
    String jar = found.toString().substring(0, found.toString().length() - coordinates.length());
    try (InputStream in = URI.create(jar + path).toURL().openStream()) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void requireVersion(URL pomProperties) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = pomProperties.openStream()) {
      properties.load(in);
    }
    String onClassPath = properties.getProperty("version");
    if (!version.equals(onClassPath)) {
      throw new IOException(
          "artifact ["
              + group
              + ":"
              + artifact
              + "] has version ["
              + onClassPath
              + "] on the class path but the manifest says ["
              + version
              + "]; set the same version in the root pom.xml");
    }
  }
}
