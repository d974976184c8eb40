# From a fresh Windows 10/11 with Python 3.11+ (python.org) to the program or its tests:
#   powershell -ExecutionPolicy Bypass -File .ci\setup.ps1 run [FILE.djtz]
#   powershell -ExecutionPolicy Bypass -File .ci\setup.ps1 test
param([string]$What = "", [Parameter(ValueFromRemainingArguments = $true)][string[]]$Rest = @())
$ErrorActionPreference = "Stop"
$env:PYTHONUTF8 = "1"
Set-Location (Join-Path $PSScriptRoot "..")
$venv = if ($env:VENV) { $env:VENV } else { ".venv" }
$python = Join-Path $venv "Scripts\python.exe"

function Install-Extra([string]$extra) {
  if (-not (Test-Path $python)) { & py -3 -m venv $venv; if ($LASTEXITCODE) { exit $LASTEXITCODE } }
  $stamp = Join-Path $venv (".installed" + $extra.Trim("[", "]"))
  if ((-not (Test-Path -LiteralPath $stamp)) -or ((Get-Item pyproject.toml).LastWriteTime -gt (Get-Item -LiteralPath $stamp).LastWriteTime)) {
    & $python -m pip install --quiet --disable-pip-version-check -e (".{0}" -f $extra)
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
    Set-Content -LiteralPath $stamp -Value ""
  }
}

switch ($What) {
  "run" { Install-Extra ""; & $python -m dangjian_desktop @Rest; exit $LASTEXITCODE }
  "test" { Install-Extra "[dev]"; & $python -m tests.gates @Rest; exit $LASTEXITCODE }
  default {
    [Console]::Error.WriteLine("usage: .ci\setup.ps1 run [FILE.djtz] | test")
    exit 2
  }
}
