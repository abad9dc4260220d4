import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
}

// What cargo makes (README.md): the bindings, and the core for each kind of phone.
val cargoTarget = providers.environmentVariable("CARGO_TARGET_DIR")
    .orElse(rootProject.file("../target").path)
val bindings = cargoTarget.map { "$it/bindings/kotlin" }.get()
val natives = cargoTarget.map { "$it/android/jniLibs" }.get()

android {
    namespace = "kg.shailoo.menin"
    compileSdk = 36

    defaultConfig {
        applicationId = "kg.shailoo.menin"
        minSdk = 26
        targetSdk = 34
        versionCode = 1
        versionName = "0.1.0"
        ndk {
            abiFilters += listOf("arm64-v8a", "x86_64")
        }
    }

    sourceSets {
        named("main") {
            kotlin.srcDir(bindings)
            jniLibs.srcDir(natives)
        }
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "../keep.pro")
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    packaging {
        // Mapped from the package as it lies, at pages of 16 KiB.
        jniLibs.useLegacyPackaging = false
        resources.excludes += "/META-INF/{AL2.0,LGPL2.1}"
    }

    testOptions {
        unitTests {
            isIncludeAndroidResources = true
        }
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.JVM_17
    }
}

dependencies {
    implementation(libs.coroutines)
    implementation(libs.zxing)
    implementation(libs.jna) {
        artifact {
            type = "aar"
        }
    }

    testImplementation(libs.junit)
    testImplementation(libs.robolectric)
    // Unit tests run on the desktop and need JNA's desktop natives.
    testImplementation(libs.jna)
}

tasks.withType<Test>().configureEach {
    // The servers and the host's library, as `cargo build --workspace --bins` and `cargo xtask bindings` leave them.
    val programs = cargoTarget.map { "$it/debug" }
    systemProperty("jna.library.path", programs.get())
    systemProperty("programs", programs.get())
    systemProperty("shots", cargoTarget.map { "$it/android/shots" }.get())
    systemProperty("vectors", rootProject.file("../tests/vectors").path)
    systemProperty("pictures", rootProject.file("../docs/screens/android").path)
}
