package io.ctrrank.trainer.cli;

import io.ctrrank.core.schema.NumericFeature.Transform;
import io.ctrrank.trainer.clicklog.FieldsFile;
import io.ctrrank.trainer.clicklog.cluster.Cluster;
import io.ctrrank.trainer.clicklog.cluster.ClusterExport;
import io.ctrrank.trainer.clicklog.cluster.Counts;
import io.ctrrank.trainer.clicklog.cluster.Counts.Fate;
import io.ctrrank.trainer.clicklog.cluster.Credentials;
import io.ctrrank.trainer.clicklog.cluster.LogRequest;
import io.ctrrank.trainer.clicklog.cluster.Trust;
import io.ctrrank.trainer.files.WholeFolder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctr-rank data export}. */
@Command(
    name = "export",
    description = {
      "Take your catalogue, impressions and clicks from a cluster, to train on.",
      "",
      "Reads the ads of an index and the impressions that the plugin logged, joins the clicks to them"
          + " as the report of an experiment does, and writes a folder for [--data log:FOLDER], as a"
          + " whole or not at all. What is left out is counted by reason. Impressions of users only;"
          + " an ad that the index does not have any more has none.",
      "",
      "Who may read them: an API key in the environment variable "
          + Credentials.KEY
          + ", or a user in "
          + Credentials.USER
          + " with the password in "
          + Credentials.PASSWORD
          + "; or by the options below, which go before. Secrets are never given on the command line."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank data export --cluster http://localhost:9200 --index ads --out /data/shop",
      "  ctr-rank data export --cluster https://es:9200 --ca http_ca.crt --index ads"
          + " --number-field price --number-transform log1p --from now-30d/d --out /data/shop",
    })
final class DataExportCommand implements Callable<Integer> {
  private static final String IMPRESSIONS = "ctr-impressions";
  private static final String CLICKS = "ctr-clicks";
  private static final String ID = "item_id";
  private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,8})([smhd])");

  private final Terminal terminal;

  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "URL",
      description = "Address of a node, without user and password.")
  private String cluster = "";

  @Option(
      names = "--index",
      required = true,
      paramLabel = "NAME",
      description = "Index or alias of the ads.")
  private String index = "";

  @Option(
      names = "--impressions",
      paramLabel = "NAME",
      description = "Data stream of impressions. Default: " + IMPRESSIONS)
  private String impressions = IMPRESSIONS;

  @Option(
      names = "--clicks",
      paramLabel = "NAME",
      description = "Data stream of clicks. Default: " + CLICKS)
  private String clicks = CLICKS;

  @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Folder to write.")
  private Path out = Path.of("");

  @Option(names = "--force", description = "Replace a folder that is there.")
  private boolean force;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Impressions since then, a date or date math such as now-30d/d. Default: all")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description =
          "Impressions before then, such as now-1h: what was just shown may yet be clicked."
              + " Default: all")
  private @Nullable String to;

  @Option(
      names = "--attribution",
      paramLabel = "TIME",
      description = "A click counts up to so long after its impression, such as 30m. Default: 1d")
  private String attribution = "1d";

  @Option(
      names = "--id-field",
      paramLabel = "FIELD",
      description = "Field of an ad's id, a keyword or an integer. Default: " + ID)
  private String idField = ID;

  @Option(
      names = "--text-fields",
      split = ",",
      paramLabel = "FIELD",
      description = {
        "Fields of an ad's text: the title, the categories, then any others.",
        "Default: the index setting index.ctr.text_fields"
      })
  private List<String> textFields = List.of();

  @Option(
      names = "--category-field",
      paramLabel = "FIELD",
      description = {
        "Keyword field of the categories, with doc values, or 'none'.",
        "Default: the second of the text fields"
      })
  private @Nullable String categoryField;

  @Option(
      names = "--number-field",
      paramLabel = "FIELD",
      description = "Field of a number that models read, such as a price. Default: none")
  private @Nullable String numberField;

  @Option(
      names = "--number-transform",
      paramLabel = "NAME",
      description =
          "What happens to it: identity, or log1p for prices and counts. Default: identity")
  private String numberTransform = "identity";

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description = "File with an API key in its encoded form.")
  private @Nullable Path apiKeyFile;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Name of a user, with [--password-file].")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File with that user's password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = {
        "Certificates in PEM that the cluster's is checked with, such as its http_ca.crt.",
        "Default: those that the JDK trusts"
      })
  private @Nullable Path ca;

  DataExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    URI address = address();
    LogRequest request = request();
    WholeFolder.requireReplaceable(out, force);
    Credentials credentials = credentials();
    Optional<SSLContext> trust = ca == null ? Optional.empty() : Optional.of(Trust.of(ca));
    Counts[] counts = new Counts[1];
    try (Cluster asked = new Cluster(address, credentials, trust)) {
      WholeFolder.write(
          out, force, folder -> counts[0] = new ClusterExport(asked, request).write(folder));
    }
    terminal.result(told(counts[0]));
    return 0;
  }

  private LogRequest request() {
    Transform transform =
        WrongUsageException.reading(
            "--number-transform", () -> FieldsFile.transform(numberTransform));
    return new LogRequest(
        index,
        impressions,
        clicks,
        new LogRequest.Fields(
            idField,
            textFields,
            Optional.ofNullable(categoryField),
            Optional.ofNullable(numberField),
            transform),
        Optional.ofNullable(from),
        Optional.ofNullable(to),
        attribution());
  }

  private URI address() {
    // Whether or not it is an address: a password in it is not told.
    if (cluster.contains("@")) {
      throw new WrongUsageException(
          "--cluster has a user in it, where others can read it; expected the address alone; set"
              + " ["
              + Credentials.USER
              + "] and ["
              + Credentials.PASSWORD
              + "] in the environment");
    }
    try {
      URI address = new URI(cluster);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if (address.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new WrongUsageException(
        "--cluster is [" + cluster + "]; expected an address like [https://host:9200]");
  }

  private Duration attribution() {
    Matcher matcher = TIME.matcher(attribution);
    if (!matcher.matches()) {
      throw new WrongUsageException(
          "--attribution is [" + attribution + "]; expected a time such as [30m], [12h] or [1d]");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private Credentials credentials() throws IOException {
    if ((user == null) != (passwordFile == null)) {
      throw new WrongUsageException(
          "--user is ["
              + user
              + "] and --password-file is ["
              + passwordFile
              + "]; expected both or neither of them");
    }
    if (user != null && passwordFile != null) {
      return Credentials.user(user, Files.readString(passwordFile).strip());
    }
    if (apiKeyFile != null) {
      return Credentials.apiKey("file [" + apiKeyFile + "]", Files.readString(apiKeyFile));
    }
    return WrongUsageException.reading(() -> Credentials.of(System.getenv()));
  }

  private String told(Counts counts) {
    StringBuilder text = new StringBuilder("data [log:" + out + "]\n");
    for (Map.Entry<Fate, Long> count : counts.all().entrySet()) {
      if (count.getValue() > 0) {
        text.append(String.format(Locale.ROOT, "%,12d  %s%n", count.getValue(), count.getKey()));
      }
    }
    return text.toString();
  }
}
