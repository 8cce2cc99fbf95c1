package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing phones home: a whole demo, encoder and gateway and all, is watched from outside while it runs, and every socket
/// that it ever has is between addresses of this machine.
class NoConnectionLeavesTest {
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
  /// Remote addresses as the kernel writes them: none, 127.0.0.0/8, ::1, and the first two mapped into IPv6.
  private static final Pattern LOCAL = Pattern.compile(
      "(00000000|[0-9A-F]{6}7F|0{32}|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F|0{16}FFFF0000[0]{8}):[0-9A-F]{4}");

  @Test
  void everySocketOfARunningDemoIsLocal(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/net")), "sockets are watched through /proc, which is Linux's");
    Process demo = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
        "demo",
        "--rounds", "80", "--rate", "40", "--port", "0").redirectErrorStream(true)
        .redirectOutput(folder.resolve("out.txt").toFile()).start();
    Set<String> remotes = new TreeSet<>();
    while (!demo.waitFor(2, TimeUnit.MILLISECONDS)) {
      remotes.addAll(remotes(demo.pid()));
    }
    assertThat(demo.exitValue()).as(Files.readString(folder.resolve("out.txt"))).isZero();
    assertThat(remotes).as("it was watched while it spoke").anyMatch(r -> r.contains("0100007F"));
    assertThat(remotes).allMatch(r -> LOCAL.matcher(r).matches());
  }

  private static List<String> remotes(long pid) {
    try {
      Set<String> own = new HashSet<>();
      try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        for (Path descriptor : descriptors.toList()) {
          Matcher socket = SOCKET.matcher(target(descriptor));
          if (socket.matches()) {
            own.add(socket.group(1));
          }
        }
      }
      List<String> remotes = new ArrayList<>();
      for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + protocol))) {
          String[] fields = line.strip().split("\\s+");
          if (fields.length > 9 && own.contains(fields[9])) {
            remotes.add(fields[2]);
          }
        }
      }
      return remotes;
    } catch (IOException e) {
      return List.of(); // the process has just ended
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }
}
