package io.penstock.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * The servers' executables, unpacked from their jars into a directory the first time (one second,
 * 70 MB) and found there later. Several processes may share the directory.
 *
 * @param directory such as {@code data/programs}
 */
public record Programs(Path directory) {

  /** The directory with {@code initdb}, {@code pg_ctl} and {@code postgres}. */
  Path postgres() throws IOException {
    String archive = "/postgres-" + system() + "-" + machine() + ".txz";
    URL resource = resource(archive, "PostgreSQL");
    Path home =
        unpacked("postgresql", resource, (in, into) -> unpackTar(new XZInputStream(in), into));
    return home.resolve("bin");
  }

  Path redis() throws IOException {
    String executable =
        ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
    URL resource = resource(executable == null ? "/redis-server" : executable, "Redis");
    Path home =
        unpacked(
            "redis",
            resource,
            (in, into) -> {
              Path program = into.resolve("redis-server");
              Files.copy(in, program);
              makeExecutable(program);
            });
    return home.resolve("redis-server");
  }

  private static URL resource(String name, String server) {
    URL resource = Programs.class.getResource(name);
    if (resource == null) {
      throw new EmbeddedStartException(
          "the build holds no "
              + server
              + " for this machine ("
              + system()
              + ", "
              + machine()
              + ")",
          "build on this machine, or run with --spring.profiles.active=cluster and servers of your own");
    }
    return resource;
  }

  /** Unpacks beside the place and moves it there at once, so that nobody ever sees half of it. */
  private Path unpacked(String name, URL resource, Unpacking unpacking) throws IOException {
    Path home = directory.resolve(name + "-" + checksum(resource));
    if (Files.isDirectory(home)) {
      return home;
    }
    Files.createDirectories(directory);
    Path fresh = Files.createTempDirectory(directory, name);
    try (InputStream in = new BufferedInputStream(resource.openStream())) {
      unpacking.unpack(in, fresh);
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      // Another process was faster; its copy is as good.
    } finally {
      FileSystemUtils.deleteRecursively(fresh);
    }
    return home;
  }

  /**
   * Tells versions apart without reading the file: the jar's directory knows each entry's checksum.
   */
  private static String checksum(URL resource) throws IOException {
    return resource.openConnection() instanceof JarURLConnection jar
        ? Long.toHexString(jar.getJarEntry().getCrc())
        : "unpacked";
  }

  private static void unpackTar(InputStream in, Path into) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.resolveSibling(""));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.createLink(target, into.resolve(entry.getLinkName()));
        } else {
          Files.copy(tar, target);
          if ((entry.getMode() & 0100) != 0) {
            makeExecutable(target);
          }
        }
      }
    }
  }

  private static void makeExecutable(Path program) throws IOException {
    if (!program.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + program + " executable");
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String machine() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      case String other -> other;
    };
  }

  private interface Unpacking {
    void unpack(InputStream in, Path into) throws IOException;
  }
}
