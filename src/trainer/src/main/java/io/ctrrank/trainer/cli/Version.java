package io.ctrrank.trainer.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build writes into {@code version.properties}. */
final class Version implements IVersionProvider {
  private static final String PROPERTIES = "version.properties";

  /** The product and its version. */
  static String words() throws IOException {
    return new Version().getVersion()[0];
  }

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(PROPERTIES)) {
      if (in == null) {
        throw new FileNotFoundException(
            "class path resource [" + PROPERTIES + "] is missing; build the trainer again");
      }
      properties.load(in);
    }
    return new String[] {"ctr-rank " + properties.getProperty("version")};
  }
}
