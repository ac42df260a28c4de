package io.ctrrank.live.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who a node runs as. Elasticsearch refuses to run as root, so a build that runs as root starts it
 * as the ordinary account {@code ctr-rank}, made on first use; every other build as itself.
 */
public final class NodeUser {
  private static final String ACCOUNT = "ctr-rank";

  private final Optional<String> account;

  private NodeUser(Optional<String> account) {
    this.account = account;
  }

  /** Finds, and as root makes where it is missing, the account. */
  public static NodeUser resolve() throws IOException, InterruptedException {
    if (!Commands.run(List.of("id", "-u")).strip().equals("0")) {
      return new NodeUser(Optional.empty());
    }
    if (!exists(ACCOUNT)) {
      Commands.run(
          List.of(
              "useradd",
              "--system",
              "--user-group",
              "--no-create-home",
              "--home-dir",
              "/nonexistent",
              "--shell",
              "/usr/sbin/nologin",
              ACCOUNT));
    }
    return new NodeUser(Optional.of(ACCOUNT));
  }

  /** The command that runs {@code command} as this user; it replaces itself, so the pid stays. */
  public List<String> command(List<String> command) {
    if (account.isEmpty()) {
      return command;
    }
    List<String> whole =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + account.get(),
                "--regid=" + account.get(),
                "--clear-groups",
                "--"));
    whole.addAll(command);
    return whole;
  }

  /** Hands a folder with all that is in it to this user. */
  public void own(Path folder) throws IOException, InterruptedException {
    if (account.isPresent()) {
      Commands.run(List.of("chown", "-R", account.get() + ":" + account.get(), folder.toString()));
    }
  }

  private static boolean exists(String name) throws InterruptedException {
    try {
      Commands.run(List.of("id", "-u", name));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
