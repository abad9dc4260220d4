// For Android Studio. CI builds and tests the same sources with `cargo xtask android-test` and `cargo xtask apk`.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode.set(RepositoriesMode.FAIL_ON_PROJECT_REPOS)
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "menin-shailoom"
include(":app")
