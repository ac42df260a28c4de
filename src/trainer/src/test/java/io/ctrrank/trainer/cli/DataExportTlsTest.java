package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.clicklog.cluster.FakeCluster;
import io.ctrrank.trainer.clicklog.cluster.TestCertificate;
import io.ctrrank.trainer.training.FakeTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that takes a log from a cluster whose certificate it signed itself. */
final class DataExportTlsTest {
  @TempDir Path folder;

  private final Commands commands = new Commands(new FakeTrainer());
  private TestCertificate certificate;

  @BeforeEach
  void makeCertificate() throws Exception {
    certificate = TestCertificate.of(folder, "http_ca", "IP:127.0.0.1");
  }

  @Test
  void export_withTheClustersCertificate_isDone() throws Exception {
    assertThat(export("--ca", certificate.pem().toString())).as(commands.err()).isZero();

    assertThat(folder.resolve("shop/items.ndjson")).isNotEmptyFile();
  }

  @Test
  void export_withoutIt_isRefusedAndNamesTheOption() throws Exception {
    assertThat(export()).isNotZero();

    assertThat(commands.err()).contains("cannot be reached", "[--ca]");
    assertThat(folder.resolve("shop")).doesNotExist();
  }

  @Test
  void export_withAnothersCertificate_isRefused() throws Exception {
    TestCertificate other = TestCertificate.of(folder, "other", "IP:127.0.0.1");

    assertThat(export("--ca", other.pem().toString())).isNotZero();

    assertThat(commands.err()).contains("cannot be reached", "[--ca]");
  }

  @Test
  void export_certificateOfAnotherHost_isRefused() throws Exception {
    certificate = TestCertificate.of(folder, "elsewhere", "DNS:elsewhere.example");

    assertThat(export("--ca", certificate.pem().toString())).isNotZero();

    assertThat(commands.err()).contains("cannot be reached");
  }

  @Test
  void export_fileWithoutCertificates_isNamed() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.crt"), "");

    assertThat(export("--ca", empty.toString())).isNotZero();

    assertThat(commands.err()).contains("empty.crt", "has no certificates", "expected PEM");
  }

  private int export(String... more) throws Exception {
    try (FakeCluster cluster = FakeCluster.encrypted(certificate.context())) {
      cluster.textFields("name");
      cluster.map("item_id", "keyword");
      cluster.map("name", "text");
      cluster.create("ctr-impressions");
      cluster.create("ctr-clicks");
      cluster.add("ads", "{\"_id\": \"d1\", \"_source\": {\"item_id\": \"a1\", \"name\": \"N\"}}");
      cluster.add(
          "ctr-impressions",
          "{\"fields\": {\"@timestamp\": [\"1764158400000\"], \"query_id\": [\"q1\"], \"client_id\":"
              + " [\"u1\"], \"event_attributes.object.object_id\": [\"d1\"],"
              + " \"event_attributes.position.ordinal\": [1]}}");
      String[] given = {
        "data",
        "export",
        "--cluster",
        cluster.address(),
        "--index",
        "ads",
        "--out",
        folder.resolve("shop").toString()
      };
      String[] all = Arrays.copyOf(given, given.length + more.length);
      System.arraycopy(more, 0, all, given.length, more.length);
      return commands.run(all);
    }
  }
}
